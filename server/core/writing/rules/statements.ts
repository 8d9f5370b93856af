import { countWords } from '../../text/words.js';
import {
  ASSISTANT_OPENINGS,
  COURTESY_OPENINGS,
  ORDER_LEADS,
  ORDER_OBJECTS,
  ORDER_VERBS,
  QUESTION_OPENINGS,
  REQUEST_OPENINGS,
  SETTLED,
  SMALL_TALK,
  SMALL_TALK_UNSPACED,
} from './phrases.js';

/** No sentence needs more than its start to be told apart. */
const READ = 300;

const opening = (sources: readonly string[]): RegExp => new RegExp(`^(?:${sources.join('|')})`, 'iu');
const plain = (sentence: string): string =>
  sentence
    .slice(0, READ)
    .replace(/[’‘]/g, "'")
    .replace(/^[^\p{L}\p{N}]+/u, '');

const PIECES: readonly RegExp[] = [
  ...SMALL_TALK.map((source) => new RegExp(`(?:${source})(?![\\p{L}\\p{M}\\p{N}'’])`, 'iuy')),
  ...SMALL_TALK_UNSPACED.map((source) => new RegExp(`(?:${source})`, 'iuy')),
];
const GAP = /[^\p{L}\p{N}]*/uy;

/** The sentence is put together from greetings, thanks and fillers alone: its end is reached by pieces of small talk. */
function isAllSmallTalk(sentence: string): boolean {
  const reached = new Set([endOfMatch(GAP, sentence, 0)]);
  for (const at of reached) {
    if (at === sentence.length) return true;
    const ends = PIECES.map((piece) => endOfMatch(piece, sentence, at)).filter((end) => end > at);
    for (const end of ends) reached.add(endOfMatch(GAP, sentence, end));
  }
  return false;
}

function endOfMatch(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : at;
}

/** Greetings, thanks, fillers, emoji and fragments tell nothing that is worth keeping. */
export function isSmallTalk(sentence: string): boolean {
  return sentence.length <= READ && isAllSmallTalk(sentence);
}

const QUESTION_MARK = /[?？؟;⁇][\s"'”’」』）)\]\p{Extended_Pictographic}]*$/u;
const QUESTION_OPENING = opening(QUESTION_OPENINGS);
/** A word that asks, in the last clause, where nothing makes it a `whatever` (都, 也) or a report (知道). */
const CHINESE_QUESTION =
  /(?:吗|呢|么)[。！~]*$|^(?:[^，,。]*[，,])*(?!(?:[^，,。]*)(?:知道|明白|告诉|记得|了解|发现|说|解释|决定|清楚|忘))[^，,。]{0,40}?(?:什么|怎么|怎样|为什么|为何|为啥|谁|哪[里儿个些位]|多少|能不能|可不可以|是不是|会不会|要不要|有没有|如何)(?![^，,。]{0,8}[都也])[^，,。]*[。！~]*$/u;
const OTHER_QUESTION = /(?:です|ます|でした|ました|だろう|でしょう|の)か[。！]*$|(?:니까|나요|까요)[.!]*$/u;

export function isQuestion(sentence: string): boolean {
  const end = sentence.slice(-READ);
  if (QUESTION_MARK.test(end.slice(-12)) || OTHER_QUESTION.test(end.slice(-12)) || CHINESE_QUESTION.test(end))
    return true;
  // `How we deploy: push to main` and `What time is it: ask Ana` name a thing and tell it.
  const start = plain(sentence);
  return QUESTION_OPENING.test(start) && !/:\s/.test(start);
}

const REQUEST_OPENING = opening(REQUEST_OPENINGS);

/** Asks somebody to do something, in so many words. */
export function isRequest(sentence: string): boolean {
  return REQUEST_OPENING.test(plain(sentence));
}

const ORDER = new RegExp(
  `^(?:(?:${ORDER_LEADS})[, ]+){0,3}(?:${ORDER_VERBS})(?: (?:${ORDER_OBJECTS})(?![\\p{L}\\p{N}])|[.!]*$)`,
  'iu',
);

/** Said to an assistant an order; in a list of rules it may be one of them (`Run the tests with npm test`). */
export function isOrder(sentence: string): boolean {
  const start = plain(sentence);
  return ORDER.test(start) || (sentence.length < READ && /,? (?:please|pls|plz)[.!]*$/i.test(start));
}

const COURTESY = opening(COURTESY_OPENINGS);
const ASSISTANT = opening(ASSISTANT_OPENINGS);

/** Keeps a conversation going and tells nothing, whoever says it. */
export function isCourtesy(sentence: string): boolean {
  return sentence.length < READ && COURTESY.test(plain(sentence));
}

/** An assistant's talk about itself and its work. */
export function isBoilerplate(sentence: string): boolean {
  return isCourtesy(sentence) || ASSISTANT.test(plain(sentence));
}

/** Says something of somebody: long enough, and neither small talk nor a question nor a request. */
export function isStatement(sentence: string): boolean {
  return (
    countWords(sentence.slice(0, READ)) >= 2 && !isSmallTalk(sentence) && !isQuestion(sentence) && !isRequest(sentence)
  );
}

const NUMBER_OR_NAME = /\p{N}|(?<=[\p{L}\p{N},;:]\s)(?!I\b)\p{Lu}\p{L}+/u;
const SETTLED_WORD = new RegExp(SETTLED, 'i');

/** What an assistant said is kept only where it holds something particular: a number, a name, a decision. */
export function isParticular(sentence: string): boolean {
  return NUMBER_OR_NAME.test(sentence) || SETTLED_WORD.test(sentence);
}
