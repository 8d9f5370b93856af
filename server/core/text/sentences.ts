/** Ends of sentences: after `.`, `!`, `?` before a space, after full-width marks, and at line breaks. */
const BREAK = /(?<=[.!?…]["')\]]?)\s+(?=["'(\[]?[\p{Lu}\p{Lo}\p{N}])|(?<=[。！？；])|\r?\n+/u;
/** A dot after these ends no sentence. */
const ABBREVIATION = /(?:^|\s)(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|st|no|approx|ca|z\.b|u\.a|d\.h|[A-Z])\.$/i;

/** The sentences of a text in order, without list marks and surrounding space. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const part of text.split(BREAK)) {
    const last = sentences.at(-1);
    if (last !== undefined && ABBREVIATION.test(last.slice(-12))) sentences[sentences.length - 1] = `${last} ${part}`;
    else sentences.push(part);
  }
  return sentences
    .map((sentence) => sentence.replace(/^\s*(?:[-*•#>]+|\d{1,2}[.)])\s+/, '').trim())
    .filter((sentence) => sentence !== '');
}

const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Scripts written without spaces have no words to count; their letters are. */
export function isUnspaced(text: string): boolean {
  return UNSPACED_SCRIPT.test(text);
}

/** Words, or about two letters for one where no spaces are written. */
export function countWords(text: string): number {
  const unspaced = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’_-]*/gu)?.length ?? 0;
  return unspaced > 0 ? Math.ceil(unspaced / 2) : words;
}
