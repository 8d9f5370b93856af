import type { GreyImage } from '../../ports/ocr.js';

/**
 * Makes a screen's picture readable: text engines want dark letters on light ground, and letters larger than screens
 * show them.
 */

const TILE = 32;
/** A tile whose mean is below is taken for light text on dark ground. */
const DARK = 110;

/** Turns dark tiles over, in place. */
export function invertDarkTiles({ luma, width, height }: GreyImage): void {
  for (let top = 0; top < height; top += TILE)
    for (let left = 0; left < width; left += TILE)
      invertIfDark(luma, width, {
        left,
        top,
        right: Math.min(left + TILE, width),
        bottom: Math.min(top + TILE, height),
      });
}

interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function invertIfDark(luma: Buffer, width: number, { left, top, right, bottom }: Edges): void {
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let at = y * width + left; at < y * width + right; at++) sum += luma[at] ?? 0;
  if (sum >= DARK * (right - left) * (bottom - top)) return;
  for (let y = top; y < bottom; y++)
    for (let at = y * width + left; at < y * width + right; at++) luma[at] = 255 - (luma[at] ?? 0);
}

/** Twice as wide and high, bilinear. */
export function double({ luma, width, height }: GreyImage): GreyImage {
  const [wide, high] = [width * 2, height * 2];
  const rows = new Uint8Array(wide * height);
  for (let y = 0; y < height; y++) stretch(luma, y * width, 1, width, rows, y * wide, 1);
  const large = Buffer.allocUnsafe(wide * high);
  for (let x = 0; x < wide; x++) stretch(rows, x, wide, height, large, x, wide);
  return { luma: large, width: wide, height: high };
}

/** One line of pixels to twice its length: the halves lie a quarter of a pixel beside the old middles. */
function stretch(
  from: Uint8Array,
  fromStart: number,
  fromStep: number,
  count: number,
  to: Uint8Array,
  toStart: number,
  toStep: number,
): void {
  let before = from[fromStart] ?? 0;
  let here = before;
  for (let index = 0; index < count; index++) {
    const next = index + 1 < count ? (from[fromStart + (index + 1) * fromStep] ?? 0) : here;
    to[toStart + 2 * index * toStep] = (before + 3 * here) >> 2;
    to[toStart + (2 * index + 1) * toStep] = (3 * here + next) >> 2;
    before = here;
    here = next;
  }
}

/** As a portable grey map, which the engine reads without decoding. */
export function toPgm({ luma, width, height }: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), luma]);
}
