import type { DayRange } from './calendar.js';
import { createRunSegmenter, runTerms } from './cjk.js';
import { findDates } from './dates.js';
import { foldAccents } from './fold.js';
import { isCompound, splitCompound } from './identifiers.js';
import { createStemmer } from './stems.js';
import { createStopWords } from './stopWords.js';
import type { StopWords } from './stopWords.js';
import { createTokenizer } from './tokens.js';

/** What a document is indexed by. */
export interface DocumentTerms {
  /** In order, with repeats. */
  terms: string[];
  /** Days it speaks of. */
  dates: DayRange[];
  isQuestion: boolean;
}

/** What a query asks for. */
export interface QueryTerms {
  /** Weight of each distinct term. */
  terms: Map<string, number>;
  /** Words as written, lower case and folded: names are recognised among them. */
  words: Set<string>;
  dates: DayRange[];
}

export interface Analyser {
  document(text: string, toldAt: number): DocumentTerms;
  query(text: string, now: number): QueryTerms;
  /** 0..1: how much a term counts, before anything is known of how rare it is. */
  salience(term: string): number;
}

const MAX_CACHED_TOKENS = 60_000;
/** A longer token is no word (a key, a blob); its start is enough to find it. */
const MAX_TOKEN = 256;
const MAX_TERM = 64;
/** More of a query than this says nothing more about what is sought. */
const MAX_QUERY = 16_000;
const MAX_SEGMENTED = 400;

const LIGHT_SALIENCE = 0.35;
const CHARACTER_SALIENCE = 0.15;
const PART_WEIGHT = 0.6;
/** A pair across two words of a query, or next to a stop word: evidence, but less than a word. */
const LOOSE_PAIR_WEIGHT = 0.4;
const STOP_PAIR_WEIGHT = 0.1;

const CALENDAR_WORD =
  /^(?:\d|yesterday|today|tonight|tomorrow|ago|last|past|next|this|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat|spring|summer|autumn|winter)/;
const CALENDAR_RUN = /[年月周週天日晚]|星期/;

/** What one token, as written, comes to. */
interface TokenEntry {
  /** Names of compounds and their inner compounds; empty for a plain word. */
  wholes: string[];
  /** Stems of its words that are no stop words. */
  stems: string[];
  /** Its words, lower case. */
  words: string[];
  mayBeDate: boolean;
}

/** `Caroline's` -> `Caroline`, `don't` -> `dont`, `l'homme` -> `homme`. */
function withoutApostrophe(word: string): string {
  const at = word.lastIndexOf("'");
  if (at < 0) return word;
  const tail = word.slice(at + 1).toLowerCase();
  if (tail === 's') return word.slice(0, at);
  if (at <= 2 && tail.length > 2) return word.slice(at + 1);
  return word.replaceAll("'", '');
}

function createTokenReader(stem: (word: string) => string, stopWords: StopWords): (token: string) => TokenEntry {
  const cache = new Map<string, TokenEntry>();
  const read = (token: string): TokenEntry => {
    const plain = withoutApostrophe(token.slice(0, MAX_TOKEN));
    const parts = isCompound(plain) ? splitCompound(plain) : { wholes: [], words: [plain] };
    const words = parts.words.map((word) => word.toLowerCase().slice(0, MAX_TERM));
    const stems = words.filter((word) => !stopWords.isStop(word)).map(stem);
    const lower = token.toLowerCase();
    return { wholes: parts.wholes, stems, words, mayBeDate: CALENDAR_WORD.test(lower) };
  };
  return (token) => {
    const known = cache.get(token);
    if (known !== undefined) return known;
    if (cache.size >= MAX_CACHED_TOKENS) cache.clear();
    const entry = read(token);
    if (token.length <= MAX_TERM) cache.set(token, entry);
    return entry;
  };
}

/** Collects the terms of a query, each with the highest weight that it earned. */
function createQueryCollector(
  readToken: (token: string) => TokenEntry,
  stopWords: StopWords,
): { terms: Map<string, number>; words: Set<string>; word(token: string): void; run(text: string): void } {
  const terms = new Map<string, number>();
  const words = new Set<string>();
  const segment = createRunSegmenter();
  let segmentable = MAX_SEGMENTED;
  const add = (term: string, weight: number): void => {
    terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  };
  return {
    terms,
    words,
    word(token) {
      const entry = readToken(token);
      for (const whole of entry.wholes) add(whole, 1);
      for (const term of entry.stems) add(term, entry.wholes.length > 0 ? PART_WEIGHT : 1);
      for (const word of entry.words) words.add(word);
    },
    run(text) {
      const { characters, pairs } = runTerms(text.slice(0, segmentable));
      segmentable = Math.max(0, segmentable - text.length);
      for (const pair of pairs) add(pair, STOP_PAIR_WEIGHT);
      const segments = segment(characters.join(''));
      segments.forEach((word, i) => {
        words.add(word);
        if (stopWords.isStop(word)) return;
        const inner = runTerms(word);
        if (inner.pairs.length === 0) add(word, 1);
        for (const pair of inner.pairs) add(pair, 1);
        for (const character of inner.characters) add(character, LOOSE_PAIR_WEIGHT);
        const following = segments[i + 1];
        if (following === undefined || stopWords.isStop(following)) return;
        add(`${inner.characters.at(-1) ?? ''}${Array.from(following)[0] ?? ''}`, LOOSE_PAIR_WEIGHT);
      });
    },
  };
}

/** Makes the analyser: the one place where text becomes terms, for documents and queries alike. */
export function createAnalyser(): Analyser {
  const tokenize = createTokenizer();
  const stem = createStemmer();
  const stopWords = createStopWords(stem);
  const readToken = createTokenReader(stem, stopWords);

  return {
    document(text, toldAt) {
      const terms: string[] = [];
      const seen = { date: false };
      tokenize(foldAccents(text), {
        word(token) {
          const entry = readToken(token);
          terms.push(...entry.wholes, ...entry.stems);
          seen.date ||= entry.mayBeDate;
        },
        run(run) {
          const { characters, pairs } = runTerms(run);
          terms.push(...pairs);
          for (const character of characters) if (!stopWords.isStop(character)) terms.push(character);
          seen.date ||= CALENDAR_RUN.test(run);
        },
      });
      const dates = seen.date ? findDates(text, toldAt) : [];
      return { terms, dates, isQuestion: /[?？]\s*$/.test(text.slice(-20)) };
    },
    query(text, now) {
      const bounded = text.slice(0, MAX_QUERY);
      const collector = createQueryCollector(readToken, stopWords);
      tokenize(foldAccents(bounded), collector);
      return { terms: collector.terms, words: collector.words, dates: findDates(bounded, now) };
    },
    salience(term) {
      if (stopWords.isLight(term)) return LIGHT_SALIENCE;
      return term.length === 1 && term > '\u0e00' ? CHARACTER_SALIENCE : 1;
    },
  };
}
