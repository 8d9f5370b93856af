import { describe, expect, it } from 'vitest';
import {
  blockAfter,
  blockEnd,
  blockStart,
  countOf,
  createPostings,
  slotOf,
  type Postings,
} from '../../../../server/core/retrieval/lexical/postings.js';

function read({ data, first }: Postings, term: number): [slot: number, count: number][] {
  const found: [number, number][] = [];
  for (let block = first(term); block > 0; block = blockAfter(data, block))
    for (let at = blockStart(block); at < blockEnd(data, block); at++)
      found.push([slotOf(data[at]!), countOf(data[at]!)]);
  return found;
}

describe('postings', () => {
  it('keeps the documents of every term in order, across blocks and growth', () => {
    const postings = createPostings();
    for (let slot = 0; slot < 5000; slot++) {
      postings.add(slot % 7, slot, (slot % 20) + 1);
      if (slot % 100 === 0) postings.add(50, slot, 1);
    }
    expect(read(postings, 3)).toEqual(
      Array.from({ length: 714 }, (_, i) => [7 * i + 3, Math.min(15, ((7 * i + 3) % 20) + 1)]),
    );
    expect(read(postings, 50)).toHaveLength(50);
    expect(read(postings, 8)).toEqual([]);
  });

  it('sweeps out what is dead, gives its room back, and goes on', () => {
    const postings = createPostings();
    for (let slot = 0; slot < 3000; slot++) postings.add(slot % 3, slot, 1);
    const before = postings.save().blocks.length;
    postings.drop(2);
    postings.sweep((slot) => slot < 30);
    expect(read(postings, 0).map(([slot]) => slot)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
    expect(read(postings, 2)).toEqual([]);
    expect(postings.save().blocks.length).toBeLessThan(before / 10);
    postings.add(0, 99, 2);
    postings.add(2, 99, 1);
    expect(read(postings, 0).at(-1)).toEqual([99, 2]);
    expect(read(postings, 2)).toEqual([[99, 1]]);
  });

  it('goes on from what was saved', () => {
    const postings = createPostings();
    for (let slot = 0; slot < 100; slot++) postings.add(slot % 3, slot, 1);
    const restored = createPostings(structuredClone(postings.save()));
    restored.add(1, 200, 1);
    expect(read(restored, 1)).toEqual([...read(postings, 1), [200, 1]]);
  });
});
