/** Sorts of facts that a text tells or a question asks for, as bits. */
export const FACT_TIME = 4;
export const FACT_NUMBER = 8;
export const FACT_NAME = 16;

const NUMBER =
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|once|twice|couple|few|several|dozen)\b|[一二两三四五六七八九十]/i;
const CALENDAR_NAME =
  'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
/** A capital inside a sentence: mostly a name. One after a comma is mostly the person spoken to. */
const NAME = new RegExp(`\\p{Ll} (?!(?:${CALENDAR_NAME})\\b)\\p{Lu}\\p{Ll}`, 'u');

const ASKS_TIME = /^when\b|\bwhat (?:date|day|month|year|time)\b|\bhow long ago\b|什么时候|几点|几号|哪[天年月]|いつ/i;
const ASKS_NUMBER = /\bhow (?:many|much|long|old|often)\b|多少|几[个次岁]|いくつ|何[人回歳]/i;
const ASKS_NAME =
  /^(?:where|who|which)\b|\bwhat (?:country|city|state|place|book|band|game|company|movie)\b|\bnames?\b/i;

const bit = (isSet: boolean, fact: number): number => (isSet ? fact : 0);

/** What a document tells. */
export function factsOf(text: string, hasDates: boolean): number {
  return bit(hasDates, FACT_TIME) | bit(NUMBER.test(text), FACT_NUMBER) | bit(NAME.test(text), FACT_NAME);
}

/** What a question asks for. */
export function askedFacts(question: string): number {
  const text = question.slice(0, MAX_QUESTION);
  return (
    bit(ASKS_TIME.test(text), FACT_TIME) |
    bit(ASKS_NUMBER.test(text), FACT_NUMBER) |
    bit(ASKS_NAME.test(text), FACT_NAME)
  );
}

/** What comes later in a query no longer says what sort of answer it wants. */
const MAX_QUESTION = 500;
