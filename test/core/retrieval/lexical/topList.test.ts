import { describe, expect, it } from 'vitest';
import { createTopList } from '../../../../server/core/retrieval/lexical/topList.js';

describe('createTopList', () => {
  it.each([0, 1, 2, 7, 50])('keeps the best %i, best first', (limit) => {
    const scores = Array.from({ length: 40 }, (_, i) => (i * 17) % 41);
    const list = createTopList<{ score: number }>(limit);
    for (const score of scores) list.offer({ score });
    const expected = scores.toSorted((a, b) => b - a).slice(0, limit);
    expect(list.sorted().map(({ score }) => score)).toEqual(expected);
  });

  it('tells the score that must be beaten', () => {
    const list = createTopList<{ score: number }>(2);
    expect(list.floor).toBe(-Infinity);
    for (const score of [3, 1, 2]) list.offer({ score });
    expect(list.floor).toBe(2);
  });
});
