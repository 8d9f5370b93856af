import type { DayRange } from './calendar.js';
import { createRunSegmenter, runTerms } from './cjk.js';
import { findDates } from './dates.js';
import { askedFacts, factsOf } from './facts.js';
import { foldAccents } from './fold.js';
import { createKinds } from './kinds.js';
import { createQueryReader } from './queryReader.js';
import { quotedIn } from './quotes.js';
import { createStemmer } from './stems.js';
import { createStopWords } from './stopWords.js';
import { createTokenReader } from './tokenReader.js';
import { tokenize } from './tokens.js';

/** What a document is indexed by. */
export interface DocumentTerms {
  /** In order, with repeats. */
  terms: string[];
  /** Days it speaks of. */
  dates: DayRange[];
  /** Sorts of facts that it tells, as bits of `facts.ts`. */
  facts: number;
  isQuestion: boolean;
}

/** What a query asks for. */
export interface QueryTerms {
  /** Weight of each distinct term. */
  terms: ReadonlyMap<string, number>;
  /** The word, as written, that a term was read from. */
  written: ReadonlyMap<string, string>;
  /** Words as written, lower case and folded: names are recognised among them. */
  words: ReadonlySet<string>;
  dates: DayRange[];
  /** Terms of each quoted phrase, in order. */
  phrases: string[][];
  /** Sorts of facts that would answer it. */
  facts: number;
}

export interface Analyser {
  document(text: string, toldAt: number): DocumentTerms;
  query(text: string, now: number): QueryTerms;
  /** 0..1: how much a term counts, before anything is known of how rare it is. */
  salience(term: string): number;
  /** Terms of which a term names the kind: `instrument` -> `violin`, ... */
  kindsOf(term: string): ReadonlySet<string>;
}

/** More of a query than this says nothing more about what is sought. */
const MAX_QUERY = 100_000;
const LIGHT_SALIENCE = 0.5;
const CHARACTER_SALIENCE = 0.15;
/** What "yesterday" counts as a word where it was understood as a date. */
const DATE_WORD_WEIGHT = 0.2;
const DATE_WORDS = 'yesterday today tonight tomorrow ago last past next week weekend month year day night morning';
const DATE_RUN = /[年月周週天日晚]|星期/;
const FIRST_UNSPACED = '\u0e00';

/** Makes the analyser: the one place where text becomes terms, for documents and queries alike. */
export function createAnalyser(): Analyser {
  const stem = createStemmer();
  const stopWords = createStopWords(stem);
  const readToken = createTokenReader(stem, stopWords);
  const segment = createRunSegmenter();
  const dateWords = DATE_WORDS.split(' ').map(stem);

  /** Terms in order, with repeats, and whether a date may be among them. */
  const read = (text: string): { terms: string[]; mayHaveDate: boolean } => {
    const found = { terms: [] as string[], mayHaveDate: false };
    tokenize(foldAccents(text), {
      word(token) {
        const entry = readToken(token);
        for (const term of entry.wholes) found.terms.push(term);
        for (const term of entry.stems) found.terms.push(term);
        found.mayHaveDate ||= entry.mayBeDate;
      },
      run(run) {
        const { characters, pairs } = runTerms(run);
        for (const pair of pairs) found.terms.push(pair);
        for (const character of characters) if (!stopWords.isStop(character)) found.terms.push(character);
        found.mayHaveDate ||= DATE_RUN.test(run);
      },
    });
    return found;
  };

  /** A single term in quotes is no phrase; of unspaced scripts the pairs alone keep the order. */
  const phraseOf = (quoted: string): string[] => {
    const { terms } = read(quoted);
    const ordered = terms.filter((term) => term.length > 1 || term < FIRST_UNSPACED);
    return ordered.length > 1 ? ordered : [];
  };

  return {
    document(text, toldAt) {
      const { terms, mayHaveDate } = read(text);
      const dates = mayHaveDate ? findDates(text, toldAt) : [];
      const isQuestion = /[?？]\s*$/.test(text.slice(-20));
      return { terms, dates, facts: factsOf(text, dates.length > 0), isQuestion };
    },
    query(text, now) {
      const bounded = text.slice(0, MAX_QUERY);
      const { terms, written, words, ...sink } = createQueryReader(readToken, segment, stopWords);
      tokenize(foldAccents(bounded), sink);
      const dates = findDates(bounded, now);
      if (dates.length > 0) for (const word of dateWords) if (terms.has(word)) terms.set(word, DATE_WORD_WEIGHT);
      const phrases = quotedIn(bounded)
        .map(phraseOf)
        .filter((phrase) => phrase.length > 0);
      return { terms, written, words, dates, phrases, facts: askedFacts(bounded) };
    },
    salience(term) {
      if (stopWords.isLight(term)) return LIGHT_SALIENCE;
      return term.length === 1 && term > FIRST_UNSPACED ? CHARACTER_SALIENCE : 1;
    },
    kindsOf: createKinds(stem),
  };
}
