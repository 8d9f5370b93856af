import type { Canvas, Rgb } from '../blend.js';

/** What moves behind the letters. */
export interface Backdrop {
  /** Fills the whole frame as it is at that moment, in seconds. */
  paint(canvas: Canvas, at: number): void;
  /** Of the large letters. */
  ink: string;
  /** Letters in light colours need a shadow on lively ground. */
  shadow: number;
}

export interface Ground {
  width: number;
  height: number;
  primary: Rgb;
  accent: Rgb;
}

/** A colour as one opaque pixel in memory (RGBA, little-endian). */
export function toPixel([red, green, blue]: Rgb): number {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/** The frame as whole pixels. */
export function pixelsOf({ pixels }: Canvas): Uint32Array {
  return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
}

/** Numbers that look random and are always the same, 0..1. */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 0 before `from`, 1 after `to`, smooth between. */
export function smooth(from: number, to: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
