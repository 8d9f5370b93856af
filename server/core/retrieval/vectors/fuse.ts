import type { IndexHit } from '../../../ports/searchIndex.js';
import type { VectorFindings } from './embedding.js';

/** A hit of the words, of the vectors, or of both. */
export interface FusedHit {
  id: string;
  score: number;
  similarity: number;
  explanation?: IndexHit['explanation'];
}

const WEAKEST = 2;
const STRONGEST = 5;
const SHARE = 0.6;
const SIMILARITY = { least: 0.35, span: 0.5 } as const;

export function fuse(lexical: IndexHit[], findings: VectorFindings): FusedHit[] {
  const best = lexical[0]?.score ?? 1;
  const fused = new Map<string, FusedHit>(lexical.map(({ kind: _, ...hit }) => [hit.id, hit]));
  for (const [id, cosine] of findings.cosines) {
    const deviation = (cosine - findings.mean) / (findings.deviation || 1);
    const weight = Math.min(1, Math.max(0, (deviation - WEAKEST) / (STRONGEST - WEAKEST)));
    if (weight === 0) continue;
    const known = fused.get(id);
    const similarity = Math.max(known?.similarity ?? 0, SIMILARITY.least + SIMILARITY.span * weight);
    const score = (known?.score ?? 0) + SHARE * best * weight;
    const reason = { reason: `means something similar (cosine ${cosine.toFixed(2)})`, weight: SHARE * best * weight };
    const explanation = known?.explanation ? [...known.explanation, reason] : undefined;
    fused.set(id, { id, score, similarity, ...(explanation ? { explanation } : {}) });
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}
