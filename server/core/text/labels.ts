import { isUnspaced } from './scripts.js';
import { singular } from './similar.js';

/** Letters and digits of every script, and the marks that tell `C`, `C#` and `C++` apart. */
const WORD = /[\p{L}\p{M}\p{N}+#]+/gu;

interface Bones {
  /** In the label's own order, without what stands between them. */
  joined: string;
  words: string[];
}

function bonesOf(label: string): Bones {
  const plain = label.normalize('NFKC').toLowerCase();
  const words = plain.match(WORD) ?? [plain.trim()];
  return { joined: words.join(''), words: words.map(singular).sort() };
}

/** Tags that differ only in case, spacing, punctuation, order, a plural or a slip of the pen. */
export function isSameLabel(a: string, b: string): boolean {
  const [left, right] = [bonesOf(a), bonesOf(b)];
  return left.joined === right.joined || areSameWords(left.words, right.words);
}

function areSameWords(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((word, index) => isSameWord(word, b[index] ?? ''));
}

/** Shorter words that are alike are mostly other words (`react`, `reach`), as are longer ones below 0.9 (`Austria`, `Australia`). */
const SHORTEST_SLIP = 6;
const LONGEST_SLIP = 40;
const LEAST_RATIO = 0.9;

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const lengths = [a.length, b.length];
  if (Math.min(...lengths) < SHORTEST_SLIP || Math.max(...lengths) > LONGEST_SLIP) return false;
  if (a[0] !== b[0] || /\p{N}/u.test(a + b) || isUnspaced(a + b)) return false;
  return ratio(a, b) >= LEAST_RATIO;
}

/** How much of two words is common, in order: twice the longest common subsequence over both lengths, 0..1. */
function ratio(a: string, b: string): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    const row = [0];
    for (let j = 0; j < b.length; j++)
      row.push(b[j] === letter ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0));
    above = row;
  }
  return (2 * (above[b.length] ?? 0)) / (a.length + b.length);
}

/** Nobody reads more labels; beyond, only those that are written alike are found to be alike. */
const COMPARED = 200;

/** The first of each group of alike labels, `most` at most. */
export function distinctLabels(labels: Iterable<string>, most = Infinity): string[] {
  const kept: string[] = [];
  const written = new Set<string>();
  const compared: string[][] = [];
  for (const label of labels) {
    if (kept.length >= most) break;
    const { joined, words } = bonesOf(label);
    const sorted = words.join(' ');
    if (joined === '' || written.has(joined) || written.has(sorted)) continue;
    written.add(joined).add(sorted);
    if (compared.some((known) => areSameWords(known, words))) continue;
    if (compared.length < COMPARED) compared.push(words);
    kept.push(label.trim());
  }
  return kept;
}
