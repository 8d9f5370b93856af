import { describe, expect, it } from 'vitest';
import type { NoteFacets } from '../../../server/ports/entities.js';
import { compositeScore, importanceOf, recencyOf } from '../../../server/core/retrieval/composite.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-01-01T00:00:00Z');
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`);
const facets = (more: Partial<NoteFacets>): NoteFacets => ({
  tags: [],
  keywords: [],
  queries: [],
  depth: null,
  quality: null,
  followUps: [],
  ...more,
});
const aged = (hours: number) => recencyOf({ createdAt: NOW - hours * HOUR, updatedAt: NOW - hours * HOUR }, NOW);

describe('recency', () => {
  it.each([
    [0, 1],
    [24, 0.9978],
    [720, 0.9364],
    [8_760, 0.4493],
    [10_950, 0.3679],
    [43_800, 0.0183],
    [54_750, 0.01],
  ])('after %d hours is %d', (hours, expected) => {
    expect(aged(hours)).toBeCloseTo(expected, 4);
  });

  it('counts from the later of creation and change', () => {
    const old = NOW - 8_760 * HOUR;
    expect(recencyOf({ createdAt: old, updatedAt: NOW }, NOW)).toBe(1);
    expect(recencyOf({ createdAt: NOW, updatedAt: old }, NOW)).toBe(1);
  });

  it('is whole for the future, and low where no time is known', () => {
    expect(aged(-500)).toBe(1);
    expect(recencyOf({ createdAt: NaN, updatedAt: NaN }, NOW)).toBe(0.1);
    expect(recencyOf({ createdAt: NaN, updatedAt: NOW }, NOW)).toBe(1);
  });
});

describe('importance', () => {
  it.each<[string, NoteFacets | null, number]>([
    ['nothing known', null, 0.4],
    ['empty facets', facets({}), 0.4],
    [
      'high, one follow-up, six words',
      facets({ quality: 'high', followUps: words(1), tags: words(2), keywords: words(4) }),
      0.84,
    ],
    ['high, three follow-ups, ten words', facets({ quality: 'high', followUps: words(3), keywords: words(10) }), 1],
    ['low alone', facets({ quality: 'low' }), 0.25],
    [
      'medium, N/A among two follow-ups, two tags',
      facets({ quality: 'medium', followUps: ['N/A', 'x'], tags: words(2) }),
      0.6,
    ],
    ['two follow-ups', facets({ followUps: words(2) }), 0.55],
  ])('of %s', (_name, given, expected) => {
    expect(importanceOf(given)).toBeCloseTo(expected, 10);
  });
});

describe('the composite score', () => {
  const fresh = aged(0);
  it.each([
    [0.3, 0.342],
    [0.45, 0.513],
    [0.5, 0.57],
    [0.7, 0.798],
    [0.9, 1],
  ])('of a fresh memory without facets, similarity %d, is %d', (similarity, expected) => {
    expect(compositeScore(similarity, fresh, importanceOf(null))).toBeCloseTo(expected, 10);
  });

  it.each([
    [0.3, 0.36],
    [0.7, 0.84],
  ])('of a fresh memory of full importance, similarity %d, is %d', (similarity, expected) => {
    expect(compositeScore(similarity, fresh, 1)).toBeCloseTo(expected, 10);
  });

  it('agrees with the observed end-to-end example', () => {
    expect(compositeScore(0.602, 1, 0.46)).toBeCloseTo(0.69, 3);
  });

  it('never leaves 0..1', () => {
    expect(compositeScore(-0.2, 1, 1)).toBe(0);
    expect(compositeScore(1, 1, 1)).toBe(1);
  });
});
