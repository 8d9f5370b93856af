import type { GreyImage } from '../../ports/ocr.js';

/**
 * Makes a screen's picture readable: text engines want dark letters on one light ground, and letters larger than
 * screens show them.
 */

/** Side of the cells that the ground is looked for in; that of a cell is the commonest shade of it and those around it. */
const CELL = 8;
/** Shades that are counted as one when the ground is looked for. */
const SHADES = 8;
const BINS = 256 / SHADES;
/** How much more a pixel counts for the ground where it lies in no plain area. */
const BETWEEN = 3;
/** A dark line of this length is a border or a rule, and no stroke of a letter. */
const RULE = 48;
/** Differences that nobody sees. */
const FLAT = 6;

/**
 * Makes the ground white everywhere and what stands on it dark, in place: light text on dark ground, or on another
 * ground than most of the screen has, is lost to an engine that looks for one threshold; and where two grounds meet, the
 * other one would be a black mass beside the letters.
 */
export function whiten(image: GreyImage): void {
  const { luma, width, height } = image;
  const isPlain = plainAreas(image);
  const columns = Math.ceil(width / CELL);
  const grounds = groundShades(image, isPlain, columns);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const ground = grounds[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] ?? 255;
      const contrast = isPlain[at] ? 0 : Math.max(0, Math.abs((luma[at] ?? 0) - ground) - FLAT);
      luma[at] = 255 - Math.min(255, Math.round((contrast * 255) / Math.max(ground, 255 - ground)));
    }
  removeRules(luma, width, height, 1);
  removeRules(luma, height, width, width);
}

/** Makes long straight lines white, along rows (`step` 1) or columns (`step` = width). */
function removeRules(luma: Buffer, length: number, lines: number, step: number): void {
  const nextLine = step === 1 ? length : 1;
  for (let line = 0; line < lines; line++) {
    let run = 0;
    for (let place = 0; place <= length; place++) {
      const at = line * nextLine + place * step;
      if (place < length && (luma[at] ?? 255) < 192) run++;
      else {
        for (let back = 1; run >= RULE && back <= run; back++) luma[at - back * step] = 255;
        run = 0;
      }
    }
  }
}

/** The ground's shade in each cell. What lies between letters says more of their ground than plain areas beside them. */
function groundShades({ luma, width, height }: GreyImage, isPlain: Uint8Array, columns: number): Uint8Array {
  const rows = Math.ceil(height / CELL);
  const counts = new Uint16Array(columns * rows * BINS);
  const weights = [BETWEEN, 1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / CELL) * columns + Math.floor(x / CELL);
      const bin = cell * BINS + Math.floor((luma[y * width + x] ?? 0) / SHADES);
      counts[bin] = (counts[bin] ?? 0) + (weights[isPlain[y * width + x] ?? 0] ?? 1);
    }
  const shades = new Uint8Array(columns * rows);
  const sums = new Uint32Array(BINS);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      sums.fill(0);
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++)
          for (let bin = 0; bin < BINS; bin++)
            sums[bin] = (sums[bin] ?? 0) + (counts[(r * columns + c) * BINS + bin] ?? 0);
      shades[row * columns + column] = commonest(sums) * SHADES + SHADES / 2;
    }
  return shades;
}

function commonest(counts: Uint32Array): number {
  let best = 0;
  for (let index = 1; index < counts.length; index++) if ((counts[index] ?? 0) > (counts[best] ?? 0)) best = index;
  return best;
}

/** 1 for each pixel that lies in a square of one shade with the side of a cell: no stroke of a letter is as thick. */
function plainAreas({ luma, width, height }: GreyImage): Uint8Array {
  const plain = plainCorners(luma, width, height);
  spread(plain, width, height, 1);
  spread(plain, height, width, width);
  return plain;
}

/** 1 for each pixel that is the lower right corner of such a square. */
function plainCorners(luma: Buffer, width: number, height: number): Uint8Array {
  const corners = new Uint8Array(width * height);
  const depths = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    let run = 0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const here = luma[at] ?? 0;
      const isLike = (other: number): boolean => Math.abs(here - (luma[other] ?? 0)) <= FLAT / 2;
      run = x > 0 && isLike(at - 1) ? Math.min(CELL, run + 1) : 1;
      const depth = y > 0 && isLike(at - width) ? (depths[x] ?? 0) : 0;
      depths[x] = run >= CELL ? Math.min(CELL, depth + 1) : 0;
      if ((depths[x] ?? 0) >= CELL) corners[at] = 1;
    }
  }
  return corners;
}

/** Each mark also marks those before it, up to the side of a cell, along rows (`step` 1) or columns (`step` = width). */
function spread(marks: Uint8Array, length: number, lines: number, step: number): void {
  const nextLine = step === 1 ? length : 1;
  for (let line = 0; line < lines; line++) {
    let left = 0;
    for (let place = length - 1; place >= 0; place--) {
      const at = line * nextLine + place * step;
      left = marks[at] ? CELL : left - 1;
      if (left > 0) marks[at] = 1;
    }
  }
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
