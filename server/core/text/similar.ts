import { contentWords, wordsOf } from './words.js';

const NEGATIONS = new Set(
  "no not never none nothing neither nor without don't doesn't didn't isn't wasn't aren't won't can't cannot dont doesnt didnt 不 没 没有 别 无 非 nicht kein keine nie pas jamais non".split(
    ' ',
  ),
);

const signature = (words: Iterable<string>): string => [...words].sort().join(' ');

/** Words that make two texts different facts however alike they are: numbers and negations. */
function decisive(text: string): string {
  return signature(
    new Set(wordsOf(text).filter((word) => /\d/.test(word) || NEGATIONS.has(word) || /不|没|别/.test(word))),
  );
}

/** Capitalised words inside sentences, in lower case and bare. */
function namesIn(text: string): string[] {
  return (text.match(/(?<=[\p{L}\p{N},;:)]\s)\p{Lu}[\p{L}\p{M}'-]+/gu) ?? []).map((name) => bare(name.toLowerCase()));
}

/** Words without their commonest endings, enough to see `likes` in `liked`. */
function bare(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word;
}

const LEAST_OVERLAP = 0.8;

/** The two say the same: nearly the same content words, and no other number, negation or name. */
export function isNearDuplicate(a: string, b: string): boolean {
  if (a.trim() === b.trim()) return true;
  if (decisive(a) !== decisive(b)) return false;
  const [left, right] = [new Set(contentWords(a).map(bare)), new Set(contentWords(b).map(bare))];
  if (namesIn(a).some((name) => !right.has(name)) || namesIn(b).some((name) => !left.has(name))) return false;
  if (left.size === 0 || right.size === 0) return false;
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / (left.size + right.size - shared) >= LEAST_OVERLAP;
}

/** Tags that differ only in case, spacing, punctuation or order; letters of every script count. */
export function isSameLabel(a: string, b: string): boolean {
  const bones = (label: string): string =>
    label
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter(Boolean)
      .map(bare)
      .sort()
      .join('');
  return bones(a) === bones(b);
}

/** The first of each group of alike labels. */
export function distinctLabels(labels: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const label of labels)
    if (label.trim() !== '' && !kept.some((known) => isSameLabel(known, label))) kept.push(label.trim());
  return kept;
}
