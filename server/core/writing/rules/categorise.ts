import { CATEGORY_WORDS } from './categoryWords.js';

const MOST = 3;
/** Of a longer text, the start says what it is about. */
const READ = 5_000;
const STRONG = 2;
const WEAK = 1;
/** A weak word may mean anything; two of them seldom do. */
const ENOUGH = 2;

interface Matcher {
  weight: number;
  spaced: RegExp;
  unspaced: string[];
}

interface Category {
  name: string;
  matchers: Matcher[];
}

const CATEGORIES: readonly Category[] = Object.entries(CATEGORY_WORDS).map(([name, { strong, weak }]) => ({
  name,
  matchers: [matcherOf(strong, STRONG), ...(weak === undefined ? [] : [matcherOf(weak, WEAK)])],
}));

function matcherOf(list: string, weight: number): Matcher {
  const entries = list.split(',').map((entry) => entry.trim());
  const unspaced = entries.filter((entry) => /\p{Script=Han}/u.test(entry));
  const spaced = entries.filter((entry) => !unspaced.includes(entry)).map(sourceOf);
  return { weight, spaced: new RegExp(`(?<![\\w-])(?:${spaced.join('|')})(?![\\w-])`, 'g'), unspaced };
}

function sourceOf(entry: string): string {
  return entry.replace(/[.+?^${}()|[\]\\/]/g, '\\$&').replace('*', '\\w*');
}

/** Up to three of OpenMemory's categories that the words of a text speak for, the clearest first; none where nothing does. */
export function categorise(text: string): string[] {
  const start = text.slice(0, READ).toLowerCase().replace(/’/g, "'");
  return CATEGORIES.map(({ name, matchers }) => ({ name, score: scoreOf(start, matchers) }))
    .filter(({ score }) => score >= ENOUGH)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Each word counts once, however often it comes. */
function scoreOf(text: string, matchers: Matcher[]): number {
  return matchers.reduce((sum, { weight, spaced, unspaced }) => {
    const words = new Set([...(text.match(spaced) ?? []), ...unspaced.filter((word) => text.includes(word))]);
    return sum + weight * words.size;
  }, 0);
}
