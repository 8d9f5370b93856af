import { describe, expect, it } from 'vitest';
import { outstaying } from '../../server/core/retention.js';

const files = [
  { name: 'new', bytes: 40, at: 900 },
  { name: 'old', bytes: 40, at: 100 },
  { name: 'middle', bytes: 40, at: 500 },
];
const gone = (maxBytes: number | null, maxAgeMs: number | null): string[] =>
  outstaying(files, { maxBytes, maxAgeMs }, 1000).map(({ name }) => name);

describe('retention', () => {
  it('keeps everything without limits', () => expect(gone(null, null)).toEqual([]));
  it('takes the oldest first until the rest fits', () => {
    expect(gone(120, null)).toEqual([]);
    expect(gone(119, null)).toEqual(['old']);
    expect(gone(79, null)).toEqual(['old', 'middle']);
  });
  it('takes what is too old, and counts it out of the sum', () => {
    expect(gone(null, 500)).toEqual(['old']);
    expect(gone(80, 500)).toEqual(['old']);
  });
});
