import { describe, expect, it } from 'vitest';
import { cosineOf, isUsable, quantise } from '../../../../server/core/retrieval/vectors/quantise.js';
import { createVectorTable } from '../../../../server/core/retrieval/vectors/vectorTable.js';
import { noiseEmbedding } from '../../../support/noiseEmbedding.js';

const random = (seed: string, dimension = 96) => Float32Array.from(noiseEmbedding(seed, dimension));

describe('quantising', () => {
  it('keeps cosines to a thousandth, whatever the length of the vectors', () => {
    const [a, b] = [random('a', 768).map((value) => value * 40), random('b', 768)];
    const [small, other] = [quantise(a), quantise(b)];
    let dot = 0;
    small.bytes.forEach((value, at) => (dot += value * other.bytes[at]!));
    expect(Math.abs(dot * small.scale * other.scale - cosineOf(a, b))).toBeLessThan(0.001);
  });

  it('takes no vector that cannot be compared', () => {
    expect(isUsable(new Float32Array([1, 2]), 2)).toBe(true);
    for (const bad of [[1], [0, 0], [NaN, 1], [Infinity, 1]]) expect(isUsable(new Float32Array(bad), 2)).toBe(false);
  });
});

describe('the vector table', () => {
  it('finds the nearest of a user, or of all', () => {
    const table = createVectorTable();
    table.put([
      { id: 'a', userId: 'u', values: new Float32Array([1, 0]) },
      { id: 'b', userId: 'u', values: new Float32Array([0, 2]) },
      { id: 'c', userId: 'v', values: new Float32Array([3, 0.3]) },
    ]);
    const values = new Float32Array([5, 1]);
    expect(table.search({ userId: 'u', values, limit: 5 })).toMatchObject({ ids: ['a', 'b'], total: 2 });
    expect(table.search({ userId: null, values, limit: 1 })).toMatchObject({ ids: ['c'], total: 3 });
    expect(table.search({ userId: 'w', values, limit: 1 })).toMatchObject({ ids: [], total: 0 });
    const { mean, deviation } = table.search({ userId: 'u', values, limit: 1 });
    expect(mean).toBeCloseTo((5 + 1) / 2 / Math.sqrt(26), 2);
    expect(deviation).toBeCloseTo((5 - 1) / 2 / Math.sqrt(26), 2);
  });

  it('holds what was put last, and nothing of what was removed', () => {
    const table = createVectorTable();
    const ids = Array.from({ length: 3000 }, (_, at) => `m${at}`);
    table.put(ids.map((id) => ({ id, userId: 'u', values: random(id) })));
    table.put([{ id: 'm7', userId: 'u', values: random('moved') }]);
    expect(table.search({ userId: 'u', values: random('moved'), limit: 1 }).ids).toEqual(['m7']);
    const kept = ids.filter((_, at) => at % 7 === 3);
    table.remove(ids.filter((id) => !kept.includes(id)));
    expect(table.status().vectors).toBe(kept.length);
    for (const id of kept) expect(table.search({ userId: 'u', values: random(id), limit: 1 }).ids).toEqual([id]);
    table.remove(kept);
    expect(table.status()).toEqual({ vectors: 0, bytes: 0 });
    table.put([{ id: 'x', userId: 'u', values: new Float32Array([1, 2, 3]) }]);
    expect(table.status().vectors).toBe(1);
  });

  it('follows a memory to another user, and takes vectors of one length only', () => {
    const table = createVectorTable();
    table.put([{ id: 'a', userId: 'u', values: new Float32Array([1, 0]) }]);
    table.put([{ id: 'a', userId: 'v', values: new Float32Array([1, 0]) }]);
    expect(table.search({ userId: 'u', values: new Float32Array([1, 0]), limit: 5 }).ids).toEqual([]);
    expect(table.status().vectors).toBe(1);
    for (const bad of [
      [1, 0, 0],
      [NaN, 1],
      [0, 0],
    ])
      expect(() => table.put([{ id: 'b', userId: 'v', values: new Float32Array(bad) }])).toThrow();
    expect(table.search({ userId: 'v', values: new Float32Array([1]), limit: 5 })).toMatchObject({ ids: [], total: 0 });
  });

  it('finds the nearest also among so many that their signs choose first', () => {
    const table = createVectorTable();
    const vectors = Array.from({ length: 12_000 }, (_, at) => ({
      id: `m${at}`,
      userId: 'u',
      values: random(`m${at}`),
    }));
    table.put(vectors);
    const query = random('m42').map((value, at) => value + 0.5 * random('other')[at]!);
    const exact = vectors
      .map(({ id, values }) => ({ id, cosine: cosineOf(values, query) }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, 20)
      .map(({ id }) => id);
    const { ids, total, deviation } = table.search({ userId: 'u', values: query, limit: 30 });
    expect(ids[0]).toBe('m42');
    expect(exact.filter((id) => ids.includes(id)).length).toBeGreaterThanOrEqual(19);
    expect(total).toBe(12_000);
    expect(deviation).toBeCloseTo(1 / Math.sqrt(96), 1);
  });
});
