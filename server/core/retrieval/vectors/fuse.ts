import type { IndexHit } from '../../../ports/searchIndex.js';
import type { VectorHit } from './vectorIndex.js';

/** A hit of the words, of the vectors, or of both. */
export interface FusedHit {
  id: string;
  score: number;
  similarity: number;
  explanation?: IndexHit['explanation'];
}

/** Deviations from which a vector says anything, and at which it says all it can. */
const WEAKEST = 2;
const STRONGEST = 5;
/** A few texts have no spread to stand out of: there the cosine itself must be plain. */
const FEW = 8;
const PLAIN_COSINE = 0.55;
/** The most that a vector adds, as a share of the best score by words. */
const SHARE = 0.6;
/** What the plainest hit by vector alone counts as in similarity, and the faintest. */
const SIMILARITY = { least: 0.35, span: 0.5 } as const;

/**
 * Adds what the vectors say to what the words found. Only what stands out of all vectors of the user adds anything, so
 * an embedder that knows nothing changes next to nothing, and nothing is taken from a hit by words.
 */
export function fuse(lexical: IndexHit[], vectors: VectorHit[], total: number): FusedHit[] {
  const best = lexical[0]?.score ?? 1;
  const fused = new Map<string, FusedHit>(lexical.map(({ kind: _, ...hit }) => [hit.id, hit]));
  for (const hit of vectors) {
    const weight = weightOf(hit, total);
    if (weight === 0) continue;
    const known = fused.get(hit.id);
    const similarity = Math.max(known?.similarity ?? 0, SIMILARITY.least + SIMILARITY.span * weight);
    const score = (known?.score ?? 0) + SHARE * best * weight;
    const reason = {
      reason: `means something similar (cosine ${hit.cosine.toFixed(2)})`,
      weight: SHARE * best * weight,
    };
    const explanation = known?.explanation ? [...known.explanation, reason] : undefined;
    fused.set(hit.id, { id: hit.id, score, similarity, ...(explanation ? { explanation } : {}) });
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

function weightOf({ cosine, deviation }: VectorHit, total: number): number {
  if (total < FEW) return cosine >= PLAIN_COSINE ? Math.min(1, (cosine - PLAIN_COSINE) / (1 - PLAIN_COSINE) + 0.2) : 0;
  return Math.min(1, Math.max(0, (deviation - WEAKEST) / (STRONGEST - WEAKEST)));
}
