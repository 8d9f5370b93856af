import { isUnspaced, UNSPACED } from './scripts.js';
import { STOP_WORDS } from './stopWords.js';

/** The segmenter copies its whole input for every word it finds: long runs are read in pieces. */
const LONGEST_RUN = 200;
const OTHER = `(?![${UNSPACED}])`;
const RUN_OR_WORD = new RegExp(
  `[${UNSPACED}]{1,${LONGEST_RUN}}|${OTHER}[\\p{L}\\p{N}](?:${OTHER}[\\p{L}\\p{M}\\p{N}'’_-])*`,
  'gu',
);

/** One locale for all machines: the words of a text must not depend on where it is read. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words in lower case, in order: by spaces, or by the dictionary where none are written. */
export function wordsOf(text: string): string[] {
  const parts = text.toLowerCase().match(RUN_OR_WORD) ?? [];
  return parts.flatMap((part) => (isUnspaced(part) ? segment(part) : part));
}

function segment(run: string): string[] {
  return Array.from(segmenter.segment(run))
    .filter(({ isWordLike }) => isWordLike)
    .map((piece) => piece.segment);
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word.replace(/['’]/g, ''));
}

/** The words that carry meaning: no stop words, no single letters. */
export function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => !isStopWord(word) && (word.length > 1 || isUnspaced(word)));
}

const LETTER = new RegExp(`[${UNSPACED}]`, 'gu');

/** Words, counting about two letters for one where no spaces are written. */
export function countWords(text: string): number {
  const parts = text.match(RUN_OR_WORD) ?? [];
  const letters = parts.reduce((sum, part) => sum + (part.match(LETTER)?.length ?? 0), 0);
  return parts.filter((part) => !isUnspaced(part)).length + Math.ceil(letters / 2);
}
