import type { GreyImage } from '../../ports/ocr.js';

/**
 * Makes a screen's picture readable: text engines want dark letters on one light ground, and letters larger than
 * screens show them.
 */

const TILE = 32;
/** Shades that are counted as one when the ground is looked for. */
const SHADES = 8;
/** Differences from the ground that nobody sees. */
const FLAT = 6;

/**
 * Makes the ground of each tile white and what stands on it dark, in place: light text on dark ground, or on another
 * ground than most of the screen has, is lost to an engine that looks for one threshold.
 */
export function whiten({ luma, width, height }: GreyImage): void {
  for (let top = 0; top < height; top += TILE)
    for (let left = 0; left < width; left += TILE)
      whitenTile(luma, width, { left, top, right: Math.min(left + TILE, width), bottom: Math.min(top + TILE, height) });
}

interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function whitenTile(luma: Buffer, width: number, edges: Edges): void {
  const { left, top, right, bottom } = edges;
  const ground = groundOf(luma, width, edges);
  const stretch = 255 / Math.max(ground, 255 - ground);
  for (let y = top; y < bottom; y++)
    for (let at = y * width + left; at < y * width + right; at++) {
      const contrast = Math.max(0, Math.abs((luma[at] ?? 0) - ground) - FLAT);
      luma[at] = 255 - Math.min(255, Math.round(contrast * stretch));
    }
}

/** The shade that most of a tile has. */
function groundOf(luma: Buffer, width: number, { left, top, right, bottom }: Edges): number {
  const counts = new Uint32Array(256 / SHADES);
  for (let y = top; y < bottom; y++)
    for (let at = y * width + left; at < y * width + right; at++) {
      const shade = Math.floor((luma[at] ?? 0) / SHADES);
      counts[shade] = (counts[shade] ?? 0) + 1;
    }
  return counts.indexOf(Math.max(...counts)) * SHADES + SHADES / 2;
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
