/** After `.`, `!` or `?` and closing marks before a space; after full-width marks anywhere. */
const END = /(?<![.!?…])[.!?…]+["'”’)\]]*(?=\s)|[。！？；।؟۔]+["'”’」』）)\]]*/gu;

/** A dot after these never ends a sentence: titles, `e.g.`, ordinals (`3. Mai`), initials. */
const GOES_ON = /(?:^|[\s(])(?:e\.g|i\.e|mr|mrs|ms|dr|prof|vs|cf|ca|approx|z\.b|d\.h|u\.a|bzw|\d{1,2})\.$/iu;
const INITIAL = /(?:^|\s)(?!I\.)\p{Lu}\.$/u;
/** A dot after these ends a sentence only before a capital: `5 p.m. today`, `etc. and`. */
const MAY_GO_ON = /(?:\p{L}\.){2,}$|(?:^|\s)(?:etc|inc|ltd|jr|st|no)\.$/iu;
const LONGEST_ABBREVIATION = 12;

const LIST_MARK = /^\s*(?:[-*•#>]+|\d{1,3}[.)])\s+/;

/** The sentences of a text in order, without list marks and surrounding space. A line break always ends one. */
export function splitSentences(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((line) => splitLine(line.replace(LIST_MARK, '')))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function splitLine(line: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { 0: mark, index } of line.matchAll(END)) {
    const end = index + mark.length;
    if (mark === '.' && isAbbreviated(line, end)) continue;
    sentences.push(line.slice(start, end));
    start = end;
  }
  sentences.push(line.slice(start));
  return sentences;
}

function isAbbreviated(line: string, end: number): boolean {
  const before = line.slice(Math.max(0, end - LONGEST_ABBREVIATION), end);
  const after = line.slice(end, end + LONGEST_ABBREVIATION).trimStart();
  return GOES_ON.test(before) || INITIAL.test(before) || (MAY_GO_ON.test(before) && /^[\p{Ll}\p{N}]/u.test(after));
}

const FULL_WIDTH_END = /[。！？；：”」』）]$/u;
const CJK_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** Sentences as one text: those that were a line of their own are closed, each in the manner of its script. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences
    .map((sentence) => (/\p{P}$/u.test(sentence) ? sentence : `${sentence}${CJK_END.test(sentence) ? '。' : '.'}`))
    .map((sentence) => (FULL_WIDTH_END.test(sentence) ? sentence : `${sentence} `))
    .join('')
    .trimEnd();
}
