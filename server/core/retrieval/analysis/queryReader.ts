import { runTerms } from './cjk.js';
import type { StopWords } from './stopWords.js';
import type { TokenEntry } from './tokenReader.js';
import type { TokenSink } from './tokens.js';

/** A sink that collects what a query asks for. */
export interface QueryReader extends TokenSink {
  /** Each distinct term with the highest weight that it earned. */
  readonly terms: Map<string, number>;
  /** The word, as written, that each term was first read from. */
  readonly written: Map<string, string>;
  /** Words as written, lower case and folded. */
  readonly words: Set<string>;
}

/** A part of a compound that is asked for whole. */
const PART_WEIGHT = 0.6;
/** A pair across two words of a query, or one character of a word: evidence, but less than a word. */
const LOOSE_WEIGHT = 0.4;
/** A pair that touches a stop word. */
const STOP_PAIR_WEIGHT = 0.1;
/** Characters of unspaced scripts that are cut into words; the segmenter is slow. */
const MAX_SEGMENTED = 400;

export function createQueryReader(
  readToken: (token: string) => TokenEntry,
  segment: (run: string) => string[],
  stopWords: StopWords,
): QueryReader {
  const terms = new Map<string, number>();
  const written = new Map<string, string>();
  const words = new Set<string>();
  let segmentable = MAX_SEGMENTED;

  const add = (term: string, weight: number, word: string): void => {
    terms.set(term, Math.max(weight, terms.get(term) ?? 0));
    if (!written.has(term)) written.set(term, word);
  };

  const addWord = (word: string, following: string | undefined): void => {
    words.add(word);
    if (stopWords.isStop(word)) return;
    const { characters, pairs } = runTerms(word);
    if (pairs.length === 0) add(word, 1, word);
    for (const pair of pairs) add(pair, 1, word);
    for (const character of characters) add(character, LOOSE_WEIGHT, word);
    if (following === undefined || stopWords.isStop(following)) return;
    add(`${characters.at(-1) ?? ''}${Array.from(following)[0] ?? ''}`, LOOSE_WEIGHT, `${word}${following}`);
  };

  return {
    terms,
    written,
    words,
    word(token) {
      const entry = readToken(token);
      for (const whole of entry.wholes) add(whole, 1, token);
      for (const term of entry.stems) add(term, entry.wholes.length > 0 ? PART_WEIGHT : 1, token);
      for (const word of entry.words) words.add(word);
    },
    run(text) {
      const bounded = text.slice(0, segmentable);
      segmentable -= bounded.length;
      const segments = segment(bounded);
      segments.forEach((word, i) => {
        addWord(word, segments[i + 1]);
      });
      for (const pair of runTerms(bounded).pairs) add(pair, STOP_PAIR_WEIGHT, pair);
    },
  };
}
