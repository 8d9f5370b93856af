import { isCompound, splitCompound } from './identifiers.js';
import type { StopWords } from './stopWords.js';

/** What one token, as written, comes to. */
export interface TokenEntry {
  /** Names of compounds and their inner compounds; empty for a plain word. */
  wholes: string[];
  /** Stems of its words that are no stop words. */
  stems: string[];
  /** Its words, lower case. */
  words: string[];
  /** Whether it may be part of a date. */
  mayBeDate: boolean;
}

const MAX_CACHED_TOKENS = 60_000;
/** A longer token is no word (a key, a blob); its start is enough to find it. */
const MAX_TOKEN = 256;
const MAX_TERM = 64;

const DATE_WORD =
  /^(?:\d|yesterday|today|tonight|tomorrow|ago$|back$|last$|past$|previous$|next$|coming$|this$|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat|spring|summer|autumn|fall|winter)/;

/** `Caroline's` -> `Caroline`, `don't` -> `dont`, `l'homme` -> `homme`. */
function withoutApostrophe(word: string): string {
  const at = word.lastIndexOf("'");
  if (at < 0) return word;
  const tail = word.slice(at + 1).toLowerCase();
  if (tail === 's') return word.slice(0, at);
  if (at <= 2 && tail.length > 2) return word.slice(at + 1);
  return word.replaceAll("'", '');
}

/** Makes the function that takes a token apart; what it finds is remembered, within bounds. */
export function createTokenReader(stem: (word: string) => string, stopWords: StopWords): (token: string) => TokenEntry {
  const cache = new Map<string, TokenEntry>();
  const read = (token: string): TokenEntry => {
    const plain = withoutApostrophe(token.slice(0, MAX_TOKEN));
    const parts = isCompound(plain) ? splitCompound(plain) : { wholes: [], words: [plain] };
    const words = parts.words.map((word) => word.toLowerCase().slice(0, MAX_TERM));
    const stems = words.filter((word) => !stopWords.isStop(word)).map(stem);
    return { wholes: parts.wholes, stems, words, mayBeDate: DATE_WORD.test(token.toLowerCase()) };
  };
  return (token) => {
    const known = cache.get(token);
    if (known !== undefined) return known;
    const entry = read(token);
    if (cache.size >= MAX_CACHED_TOKENS) cache.clear();
    if (token.length <= MAX_TERM) cache.set(token, entry);
    return entry;
  };
}
