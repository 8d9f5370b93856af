import { createBuckets } from './buckets.js';
import { createEditDistance } from './editDistance.js';
import { createNumbers, setAt } from './numbers.js';

/** Terms of a vocabulary that are written almost alike. Only words of spaced alphabets take part. */
export interface Neighbours {
  /** Terms go by their number in the vocabulary. */
  add(term: string, number: number): void;
  remove(term: string, number: number): void;
  /** Longer and shorter forms of a word, the closest first: those that share most of its beginning. */
  formsOf(term: string): number[];
  /** Words that a slip of the hand turns into this one, the closest first. */
  spellingsOf(term: string): number[];
}

const WORD = /^[a-z\u0400-\u04ff]{5,24}$/;
/** Letters that two forms of a word have in common at least. */
export const STEM = 5;
/** Of the longer of two forms, the share that must be common. */
const COMMON_SHARE = 0.65;
const TWO_SLIPS_FROM = 8;
const MAX_FOUND = 8;

/** Whether a term is a word that others may be written almost alike. */
export const isWord = (term: string): boolean => WORD.test(term);

/** What every form of a word begins with. */
export const sharedByForms = (term: string): string =>
  term.slice(0, Math.max(STEM, Math.ceil(COMMON_SHARE * term.length)));

/** Slips of the hand that a word is still recognised with. */
export const slipsIn = (term: string): number => (term.length >= TWO_SLIPS_FROM ? 2 : 1);

function commonLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return hash | 0;
}

/** A bit for every letter that the word has: a slip changes at most two of them. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** How many bits are set (the parallel count of Hacker's Delight, 5-1). */
function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const shapeOf = (first: string, length: number): number => first.charCodeAt(0) * 32 + length;

/** The few that are closest, closest first; among equals the latest. */
function closest(found: { number: number; distance: number }[]): number[] {
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_FOUND)
    .map(({ number }) => number);
}

export function createNeighbours(termOf: (number: number) => string): Neighbours {
  const byBeginning = createBuckets();
  const byShape = createBuckets();
  const letters = createNumbers();
  const editDistance = createEditDistance();
  return {
    add(term, number) {
      if (!isWord(term)) return;
      byBeginning.add(hashOf(term.slice(0, STEM)), number);
      byShape.add(shapeOf(term, term.length), number);
      setAt(letters, number, lettersOf(term));
    },
    remove(term, number) {
      if (!isWord(term)) return;
      byBeginning.remove(hashOf(term.slice(0, STEM)), number);
      byShape.remove(shapeOf(term, term.length), number);
    },
    formsOf(term) {
      if (!isWord(term)) return [];
      const found: { number: number; distance: number }[] = [];
      byBeginning.visit(hashOf(term.slice(0, STEM)), (number) => {
        const other = termOf(number);
        const common = commonLength(term, other);
        const longer = Math.max(term.length, other.length);
        if (other !== term && common >= COMMON_SHARE * longer) found.push({ number, distance: longer - common });
      });
      return closest(found);
    },
    spellingsOf(term) {
      if (!isWord(term)) return [];
      const slips = slipsIn(term);
      const own = lettersOf(term);
      const found: { number: number; distance: number }[] = [];
      for (const length of [term.length, term.length - 1, term.length + 1]) {
        byShape.visit(shapeOf(term, length), (number) => {
          if (bitCount(own ^ (letters.data[number] ?? 0)) > 2 * slips) return;
          const distance = editDistance(term, termOf(number), slips);
          if (distance <= slips) found.push({ number, distance });
        });
      }
      return closest(found);
    },
  };
}
