import type { HitKind, IndexHit } from '../../../ports/searchIndex.js';
import type { VectorFindings } from './embedding.js';

/** A hit of the words, of the vectors, or of both. */
export interface FusedHit {
  id: string;
  kind: HitKind;
  score: number;
  similarity: number;
  explanation?: IndexHit['explanation'];
}

/** The most that the vectors add, as a share of the best score by words. */
const SHARE = 0.3;
/** Deviations above the mean cosine from which a vector says anything, and at which it says all it can. */
const SAYS = { least: 2, all: 9 } as const;
/** Hits by words whose cosines show whether the vectors know what the words know. */
const WITNESSES = 20;
/** Standard errors above chance at which the vectors are trusted first, and wholly. */
const TRUST = { least: 2, whole: 5 } as const;
/** Fewer vectors than this have no spread to stand out of: there the cosine itself must be plain. */
const FEW = 20;
const PLAIN_COSINE = 0.55;
/** From what the vectors say (0..1) to a similarity, which is never as sure as the same words. */
const SIMILARITY = { slope: 1.5, most: 0.85 } as const;

/**
 * Adds what the vectors say to what the words found; nothing is taken from a hit by words. Three conditions keep an
 * embedder that knows nothing from changing anything:
 * - a cosine counts by how far it stands out of all of the user's, in standard deviations;
 * - a hit by vector alone must stand out further than chance would bring the best of so many: `sqrt(2 ln n)`, the
 *   expected maximum of n normal values;
 * - all of it is weighed by how far the best hits by words stand out of the cosines as well: of a random embedder they
 *   do not.
 */
export function fuse(lexical: IndexHit[], findings: VectorFindings, isExplained = false): FusedHit[] {
  const trust = trustIn(findings, lexical);
  if (trust === 0) return lexical;
  const fused = new Map<string, FusedHit>(lexical.map((hit) => [hit.id, hit]));
  const most = SHARE * (lexical[0]?.score ?? 1) * trust;
  for (const [id, cosine] of findings.cosines) {
    const known = fused.get(id);
    const says = weightOf(cosine, findings, known !== undefined);
    if (says > 0)
      fused.set(
        id,
        raised(known ?? { id, kind: 'memory', score: 0, similarity: 0 }, { cosine, says, most, trust, isExplained }),
      );
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

/** The hit with what its vector says (0..1), of at most `most` in score. */
function raised(
  hit: FusedHit,
  {
    cosine,
    says,
    most,
    trust,
    isExplained,
  }: Record<'cosine' | 'says' | 'most' | 'trust', number> & { isExplained: boolean },
): FusedHit {
  const gained = most * says;
  const reason = { reason: `means something similar (cosine ${cosine.toFixed(2)})`, weight: gained };
  return {
    id: hit.id,
    kind: hit.kind,
    score: hit.score + gained,
    similarity: Math.max(hit.similarity, trust * Math.min(SIMILARITY.most, SIMILARITY.slope * says)),
    ...(isExplained ? { explanation: [...(hit.explanation ?? []), reason] } : {}),
  };
}

/** What a vector says for its memory, 0..1. */
function weightOf(cosine: number, { mean, deviation, total }: VectorFindings, isKnown: boolean): number {
  if (total < FEW) return share(cosine, PLAIN_COSINE, 1);
  const chance = isKnown ? 0 : Math.sqrt(2 * Math.log(total));
  const standsOut = deviation === 0 ? 0 : (cosine - mean) / deviation;
  return standsOut <= chance ? 0 : share(standsOut, SAYS.least, SAYS.all);
}

/**
 * How far the best hits by words stand out of the cosines, 0..1. Their mean deviation, weighted by score, is divided by
 * its standard error, so that it is distributed normally around 0 where the vectors know nothing.
 */
function trustIn({ cosines, mean, deviation, total }: VectorFindings, lexical: readonly IndexHit[]): number {
  const witnesses = lexical.slice(0, WITNESSES).filter(({ id }) => cosines.has(id));
  // Where words find nothing, or nothing can stand out, there is nothing to be made worse.
  if (lexical.length === 0 || total < FEW) return 1;
  if (witnesses.length === 0 || deviation === 0) return 0;
  let sum = 0;
  let squares = 0;
  for (const { id, score } of witnesses) {
    sum += (score * ((cosines.get(id) ?? mean) - mean)) / deviation;
    squares += score * score;
  }
  return squares === 0 ? 0 : share(sum / Math.sqrt(squares), TRUST.least, TRUST.whole);
}

/** Where a value lies between two others, 0..1. */
function share(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
