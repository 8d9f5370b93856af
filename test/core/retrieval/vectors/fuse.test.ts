import { describe, expect, it } from 'vitest';
import type { VectorFindings } from '../../../../server/core/retrieval/vectors/embedding.js';
import { fuse } from '../../../../server/core/retrieval/vectors/fuse.js';
import type { IndexHit } from '../../../../server/ports/searchIndex.js';

const lexical: IndexHit[] = ['a', 'b', 'c', 'd'].map((id, at) => ({
  id,
  kind: 'memory',
  score: 10 - at,
  similarity: 0.6,
}));
/** Cosines by deviations above a mean of 0.4. */
const findings = (deviations: Record<string, number>, total = 1000): VectorFindings => ({
  cosines: new Map(Object.entries(deviations).map(([id, value]) => [id, 0.4 + 0.05 * value])),
  mean: 0.4,
  deviation: 0.05,
  total,
});
const order = (hits: { id: string }[]) => hits.map(({ id }) => id).join('');

describe('fusing', () => {
  it('lets what means the same rise, and adds what only the vectors found', () => {
    const fused = fuse(lexical, findings({ a: 2, b: 6, c: 3, d: 3, z: 7 }));
    expect(order(fused)).toBe('bacdz');
    expect(fused.at(-1)!.similarity).toBeGreaterThan(0.5);
    expect(fused[1]!.score).toBeGreaterThanOrEqual(lexical[0]!.score);
  });

  it('changes nothing where the vectors do not know what the words know', () => {
    expect(fuse(lexical, findings({ a: -0.5, b: 1, c: 0.3, d: -1, z: 8 }))).toEqual(lexical);
    expect(order(fuse(lexical, { ...findings({ z: 8 }), deviation: 0 }))).toBe('abcd');
    expect(order(fuse(lexical, findings({ z: 8 })))).toBe('abcd');
  });

  it('adds nothing that chance would bring among so many', () => {
    const known = { a: 4, b: 4, c: 4, d: 4 };
    expect(order(fuse(lexical, findings({ ...known, z: 4 }, 1000)))).toContain('z');
    expect(order(fuse(lexical, findings({ ...known, z: 4 }, 100_000)))).not.toContain('z');
  });

  it('goes by the plain cosine where there are few, and by vectors alone where words find nothing', () => {
    expect(order(fuse(lexical, findings({ y: 2, z: 10 }, 5)))).toBe('abcdz');
    expect(order(fuse([], findings({ y: 2, z: 6 })))).toBe('z');
  });

  it('says why when asked', () => {
    const [hit] = fuse(lexical, findings({ a: 6, b: 4, c: 4, d: 4 }), true);
    expect(hit!.explanation).toMatchObject([{ reason: 'means something similar (cosine 0.70)' }]);
    expect(fuse(lexical, findings({ a: 6, b: 4, c: 4, d: 4 }))[0]).not.toHaveProperty('explanation');
  });
});
