import { stemmer } from 'stemmer';
import type { IndexDocument } from '../../../server/ports/searchIndex.js';
import type { Contestant } from '../retriever.js';

/** The constants of SQLite's FTS5. */
const K1 = 1.2;
const B = 0.75;

const STOP_WORDS = new Set(
  (
    'a an and are as at be but by for from had has have he her his how i if in into is it its me my no not of on or our she so such that the their ' +
    'them then there these they this to was we were what when where which who why will with would you your do does did'
  ).split(' '),
);

interface Indexed {
  id: string;
  counts: Map<string, number>;
  length: number;
}

function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stemmer);
}

function indexed({ id, text }: IndexDocument): Indexed {
  const terms = termsOf(text);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { id, counts, length: terms.length };
}

function scoreOf(document: Indexed, query: Set<string>, frequency: (term: string) => number, all: Indexed[]): number {
  const average = all.reduce((sum, { length }) => sum + length, 0) / all.length;
  let score = 0;
  for (const term of query) {
    const count = document.counts.get(term) ?? 0;
    const rarity = Math.log(1 + (all.length - frequency(term) + 0.5) / (frequency(term) + 0.5));
    score += (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * document.length) / average));
  }
  return score;
}

/** What a full-text index of a database does: BM25 over Porter stems without stop words (Robertson & Zaragoza 2009). */
export const bm25: Contestant = {
  name: 'BM25, stems, no stop words',
  create() {
    const all: Indexed[] = [];
    const frequencies = new Map<string, number>();
    return Promise.resolve({
      close: () => Promise.resolve(),
      add(documents) {
        for (const document of documents.map(indexed)) {
          all.push(document);
          for (const term of document.counts.keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
        }
        return Promise.resolve();
      },
      search(text, _now, limit) {
        const query = new Set(termsOf(text));
        const frequency = (term: string): number => frequencies.get(term) ?? 0;
        const scored = all.map((document) => ({ id: document.id, score: scoreOf(document, query, frequency, all) }));
        const hits = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
        return Promise.resolve(hits.slice(0, limit).map(({ id }) => id));
      },
    });
  },
};
