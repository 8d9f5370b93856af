import type { DayRange } from './calendar.js';
import { createRunSegmenter, runTerms } from './cjk.js';
import { findDates } from './dates.js';
import { foldAccents } from './fold.js';
import { isCompound, splitCompound } from './identifiers.js';
import { createStemmer } from './stems.js';
import { createStopWords } from './stopWords.js';
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

const MAX_CACHED_WORDS = 60_000;
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
  /^(?:\d|yesterday|today|tonight|tomorrow|ago|last|past|next|this|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|winter)/;
const CALENDAR_RUN = /[年月周週天日晚]|星期/;
const NON_ASCII = /[^\x00-\x7f]/; // eslint-disable-line no-control-regex

interface WordEntry {
  terms: string[];
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

/** Makes the analyser: the one place where text becomes terms, for documents and queries alike. */
export function createAnalyser(): Analyser {
  const tokenize = createTokenizer();
  const stem = createStemmer();
  const { isStop, isLight } = createStopWords();
  const segment = createRunSegmenter();
  const entries = new Map<string, WordEntry>();
  return { } as unknown as Analyser;
}
