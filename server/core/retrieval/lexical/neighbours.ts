/** Terms of a vocabulary that are written almost alike. Only words of spaced alphabets take part. */
export interface Neighbours {
  add(term: string): void;
  remove(term: string): void;
  /** Longer and shorter forms of a word: those that share most of its beginning. */
  formsOf(term: string): string[];
  /** Words that a slip of the hand turns into this one. */
  spellingsOf(term: string): string[];
}

const WORD = /^[a-z\u0400-\u04ff]{5,24}$/;
const STEM = 5;
/** Of the longer of two forms, the share that must be common. */
const COMMON_SHARE = 0.65;
const TWO_SLIPS_FROM = 8;
const MAX_EXAMINED = 3000;
const MAX_FOUND = 8;

/**
 * Edit distance with transpositions (optimal string alignment), or `limit + 1` where it is larger.
 * Rows beyond the limit end it early.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, above] = [above, row];
  }
  return above[b.length] ?? limit + 1;
}

function commonLength(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Sets of terms by a key; a set that empties is forgotten. */
function createBuckets(keyOf: (term: string) => string): {
  add(term: string): void;
  remove(term: string): void;
  of(key: string): Iterable<string>;
} {
  const buckets = new Map<string, Set<string>>();
  return {
    add(term) {
      const key = keyOf(term);
      buckets.set(key, (buckets.get(key) ?? new Set()).add(term));
    },
    remove(term) {
      const key = keyOf(term);
      const bucket = buckets.get(key);
      bucket?.delete(term);
      if (bucket?.size === 0) buckets.delete(key);
    },
    of: (key) => buckets.get(key) ?? [],
  };
}

/** The first few of the candidates that fit; looks at a bounded number. */
function pick(candidates: Iterable<string>, fits: (other: string) => boolean): string[] {
  const found: string[] = [];
  let examined = 0;
  for (const other of candidates) {
    if (examined++ >= MAX_EXAMINED || found.length >= MAX_FOUND) break;
    if (fits(other)) found.push(other);
  }
  return found;
}

export function createNeighbours(): Neighbours {
  const byBeginning = createBuckets((term) => term.slice(0, STEM));
  const byLength = createBuckets((term) => `${term.charAt(0)}${String(term.length)}`);
  return {
    add(term) {
      if (!WORD.test(term)) return;
      byBeginning.add(term);
      byLength.add(term);
    },
    remove(term) {
      if (!WORD.test(term)) return;
      byBeginning.remove(term);
      byLength.remove(term);
    },
    formsOf(term) {
      if (!WORD.test(term)) return [];
      const isForm = (other: string): boolean =>
        other !== term && commonLength(term, other) >= COMMON_SHARE * Math.max(term.length, other.length);
      return pick(byBeginning.of(term.slice(0, STEM)), isForm);
    },
    spellingsOf(term) {
      if (!WORD.test(term)) return [];
      const slips = term.length >= TWO_SLIPS_FROM ? 2 : 1;
      const lengths = [0, -1, 1].map((difference) => `${term.charAt(0)}${String(term.length + difference)}`);
      return lengths
        .flatMap((key) => pick(byLength.of(key), (other) => editDistance(term, other, slips) <= slips))
        .slice(0, MAX_FOUND);
    },
  };
}
