import { isWord, lettersOf, STEM } from '../lexical/neighbours.js';
import type { SpellingLookup } from '../../../ports/indexTables.js';

/**
 * The number of a term follows from its letters, so that nobody has to hand numbers out: 6 bits of its first letter,
 * 18 of its beginning, 24 of all of it. Words that begin alike, or with the same letter, thus lie together. What is no
 * word of a spaced alphabet has the first 6 bits zero and 42 of all of it. Two words of one beginning have the same
 * number once in 17 million pairs; they then count as one.
 */
const BEGINNING_UNIT = 2 ** 24;
const LETTER_UNIT = 2 ** 42;
const LETTERS = 31;
/** Days take the place of a letter that no word begins with. */
const TOLD_ON = 62;
const SPOKEN_OF = 63;
/** Days before and after 1970 that have a number of their own; others share the last. */
const FURTHEST_DAY = 2 ** 30;

/** A hash of 53 bits (cyrb53): two multiplicative hashes, mixed into each other. */
function hashOf(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 2654435761);
    high = Math.imul(high ^ unit, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return 2 ** 32 * (high & 0x1fffff) + (low >>> 0);
}

const letterOf = (word: string): number => 1 + (word.charCodeAt(0) & LETTERS);

function beginningOf(word: string): number {
  return letterOf(word) * LETTER_UNIT + (hashOf(word.slice(0, STEM)) % 2 ** 18) * BEGINNING_UNIT;
}

export function numberOf(term: string): number {
  return isWord(term) ? beginningOf(term) + (hashOf(term) % BEGINNING_UNIT) : hashOf(term) % LETTER_UNIT;
}

/** The numbers of all words that begin as this one does. */
export function rangeOfForms(word: string): { from: number; to: number } {
  const from = beginningOf(word);
  return { from, to: from + BEGINNING_UNIT - 1 };
}

/** Where words are that `slips` slips of the hand may turn into this one. */
export function spellingsOf(word: string, slips: number): SpellingLookup {
  const from = letterOf(word) * LETTER_UNIT;
  return {
    from,
    to: from + LETTER_UNIT - 1,
    shortest: word.length - 1,
    longest: word.length + 1,
    letters: lettersOf(word),
    differing: 2 * slips,
  };
}

const ordinal = (day: number): number => Math.min(2 * FURTHEST_DAY, Math.max(0, Math.round(day) + FURTHEST_DAY));

/** What stands for a document's having been told on a day: numbers rise with the days. */
export const toldOn = (day: number): number => TOLD_ON * LETTER_UNIT + ordinal(day);
/** What stands for a document's speaking of a day. */
export const spokenOf = (day: number): number => SPOKEN_OF * LETTER_UNIT + ordinal(day);
/** Whether a number stands for a day. */
export const isDay = (number: number): boolean => number >= TOLD_ON * LETTER_UNIT;
