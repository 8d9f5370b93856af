import type { Memory, NoteFacets } from '../../ports/entities.js';

/**
 * OmniMemory's documented scores, all 0..1. The composite lets recency and importance lift a similarity by up to a tenth
 * each; neither makes something found that is not alike.
 */

const HOUR_MS = 3_600_000;
/** After so many hours recency is 1/e. */
const RECENCY_HOURS = 10_950;
const LEAST_RECENCY = 0.01;
const UNKNOWN_RECENCY = 0.1;
const BOOST = 0.1;

const QUALITY = { high: 1, medium: 0.6, low: 0.2 } as const;
const UNKNOWN_QUALITY = 0.5;

/** `similarity * (1 + 0.1 recency + 0.1 importance)`, within 0..1. */
export function compositeScore(similarity: number, recency: number, importance: number): number {
  return clamp(similarity * (1 + BOOST * recency + BOOST * importance), 0, 1);
}

/** Decays with the age of the last change; times in epoch ms, one that is no number says nothing. */
export function recencyOf({ createdAt, updatedAt }: Pick<Memory, 'createdAt' | 'updatedAt'>, now: number): number {
  const times = [createdAt, updatedAt].filter(Number.isFinite);
  if (times.length === 0) return UNKNOWN_RECENCY;
  const ageHours = (now - Math.max(...times)) / HOUR_MS;
  return clamp(Math.exp(-ageHours / RECENCY_HOURS), LEAST_RECENCY, 1);
}

/** `0.5 quality + 0.3 follow-ups + 0.2 richness`; null for a memory that no pipeline wrote. */
export function importanceOf(facets: NoteFacets | null): number {
  const quality = facets?.quality ? QUALITY[facets.quality] : UNKNOWN_QUALITY;
  const followUps = facets?.followUps.filter((followUp) => followUp !== 'N/A').length ?? 0;
  const terms = facets ? facets.tags.length + facets.keywords.length : 0;
  return 0.5 * quality + 0.3 * followUpWeight(followUps) + 0.2 * richnessWeight(terms);
}

function followUpWeight(count: number): number {
  return [0.3, 0.6, 0.8][count] ?? 1;
}

function richnessWeight(terms: number): number {
  if (terms >= 10) return 1;
  if (terms >= 5) return 0.8;
  return terms >= 2 ? 0.6 : 0.3;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
