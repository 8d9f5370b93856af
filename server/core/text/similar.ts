import { UNSPACED } from './scripts.js';

/** Ways to write the same, brought to one. */
const SPELLINGS: readonly [RegExp, string][] = [
  [/[’‘]/g, "'"],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/'m\b/g, ' am'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/\bvery much\b|\ba lot\b|非常|很|真的/g, ' '],
  // Bounded: an open-ended run would be tried again from each of its places.
  [new RegExp(`(?<=[${UNSPACED}])[\\s,、。!?;:]{1,3}|[\\s,、。!?;:]{1,3}(?=[${UNSPACED}])`, 'gu'), ''],
];

/** Words without which a statement says the same. Not among them: anything about number, negation, person, time or place. */
const FILLERS = new Set([
  'a',
  'an',
  'the',
  'very',
  'really',
  'just',
  'also',
  'quite',
  'actually',
  'basically',
  'please',
]);

const EDGES = /^[.,;:!?"'()[\]{}…“”«»*_~`]+|(?<![.,;:!?"'()[\]{}…“”«»*_~`])[.,;:!?"'()[\]{}…“”«»*_~`]+$/gu;
const ONLY_DASHES = /^[-–—/|]*$/;

/** Characters; what is longer is no statement, and says the same as nothing but itself. */
const LONGEST_STATEMENT = 20_000;

/** What a text says: its words in order, whatever their case, punctuation, plural and fillers. Empty where it has none. */
function gistOf(text: string): string {
  if (text.length > LONGEST_STATEMENT) return text.trim();
  const plain = SPELLINGS.reduce(
    (spelt, [spelling, common]) => spelt.replace(spelling, common),
    text.normalize('NFKC').toLowerCase(),
  );
  return plain
    .split(/\s+/)
    .map((word) => singular(word.replace(EDGES, '')))
    .filter((word) => !FILLERS.has(word) && !ONLY_DASHES.test(word))
    .join(' ');
}

/** Without the commonest English ending: enough to see `likes` in `like` and `Tuesday` in `Tuesdays`. */
export function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?<=[^su])s$/, '') : word;
}

/**
 * The two say the same. Any other word tells them apart: `tabs over spaces` is not `spaces over tabs`, and losing a fact
 * is worse than keeping one twice.
 */
export function isNearDuplicate(a: string, b: string): boolean {
  if (a.trim() === b.trim()) return true;
  const gist = gistOf(a);
  return gist !== '' && gist === gistOf(b);
}

/** The first of each group of items whose texts say the same. */
export function distinctBy<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  const kept = new Map<string, T>();
  for (const item of items) {
    const text = textOf(item);
    const gist = gistOf(text) || text.trim();
    if (!kept.has(gist)) kept.set(gist, item);
  }
  return [...kept.values()];
}
