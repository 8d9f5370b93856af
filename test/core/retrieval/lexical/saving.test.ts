import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import type { IndexDocument } from '../../../../server/ports/searchIndex.js';
import { documentOf, queryOf } from '../support.js';

/** Deterministic numbers in 0..1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const WORDS = 400;

/** Words by Zipf's law, so that some stand in nearly every document. */
function corpus(seed: number): { documents: IndexDocument[]; questions: string[] } {
  const random = createRandom(seed);
  const letters = 'abcdefghijklmnopqrst';
  const word = (): string => {
    const number = Math.floor(WORDS ** random());
    return `w${letters[number % 20]!}${letters[Math.floor(number / 20) % 20]!}x`;
  };
  const text = (length: number): string => Array.from({ length }, word).join(' ');
  const documents = Array.from({ length: 600 }, (_, i) =>
    documentOf(`d${i}`, `${text(4 + Math.floor(random() * 20))}${random() < 0.1 ? '?' : ''}`, {
      sessionId: random() < 0.2 ? null : `s${Math.floor(i / 15)}`,
      appId: random() < 0.5 ? 'one' : 'two',
      speaker: random() < 0.5 ? 'Ann' : 'Bob',
      toldAt: i * 3_600_000,
    }),
  );
  return { documents, questions: Array.from({ length: 120 }, () => `${random() < 0.3 ? 'Ann ' : ''}${text(5)}`) };
}

describe('a saved index', () => {
  it('finds the same, and goes on with adds and removals', () => {
    const { documents, questions } = corpus(4);
    const index = createLexicalIndex();
    index.put(documents.slice(0, 500));
    index.remove(['d3', 'd40', 'd41']);
    const restored = createLexicalIndex(structuredClone(index.save()));
    for (const each of [index, restored]) {
      each.put(documents.slice(500));
      each.put([{ ...documents[7]!, text: 'something else altogether' }]);
      each.remove(['d12']);
    }
    expect(restored.status().documents).toBe(index.status().documents);
    for (const question of [...questions, 'altogether', 'Bob wabx'])
      expect(restored.search(queryOf(question))).toEqual(index.search(queryOf(question)));
  });

  it('keeps no word of what was removed', () => {
    const index = createLexicalIndex();
    index.put([documentOf('a', 'keeps tea'), documentOf('b', 'zanzibar journey', { sessionId: 'secret-session' })]);
    index.remove(['b']);
    expect(JSON.stringify(index.save())).not.toMatch(/zanzibar|secret-session|"b"/);
    expect(JSON.stringify(index.save())).toMatch(/tea/);
  });
});
