import { mix, WHITE, type Canvas, type Rgb } from '../blend.js';
import { createNoise, pixelsOf, smooth, toPixel, type Backdrop, type Ground } from './backdrop.js';

/** Ridges from far to near: where they stand, how high they rise (shares of the frame), how fast they pass (frames a minute). */
const RIDGES = [
  { base: 0.64, height: 0.2, detail: 2, speed: 0.6, seed: 11 },
  { base: 0.73, height: 0.18, detail: 3, speed: 1.2, seed: 23 },
  { base: 0.82, height: 0.15, detail: 4, speed: 2.2, seed: 37 },
  { base: 0.92, height: 0.12, detail: 5, speed: 3.8, seed: 53 },
];
const SUN = { x: 0.72, y: 0.41, radius: 0.07, glow: 0.45 };
const OCTAVES = 5;
const NIGHT: Rgb = [13, 18, 38];

/** A mountain range at first light that passes by slowly. */
export function createLandscape({ width, height, primary, accent }: Ground): Backdrop {
  const sky = paintSky(width, height, primary, accent);
  const far = mix(mix(primary, accent, 0.3), WHITE, 0.12);
  const ridges = RIDGES.map((ridge, index) => ({
    ...ridge,
    outline: outlineOf(width * 2, ridge.detail, ridge.seed),
    shades: shadesOf(
      height,
      ridge.base - ridge.height,
      mix(far, mix(primary, NIGHT, 0.8), index / (RIDGES.length - 1)),
    ),
  }));
  const tops = ridges.map(() => new Float32Array(width));

  return {
    ink: '#ffffff',
    shadow: 0.35,
    paint(canvas, at) {
      for (const [index, { outline, base, height: rise, speed }] of ridges.entries()) {
        const offset = (at / 60) * speed * width + index * 137;
        const line = tops[index] ?? new Float32Array(width);
        for (let x = 0; x < width; x++) line[x] = height * (base - rise * sample(outline, x + offset));
      }
      paintRidges(
        canvas,
        sky,
        ridges.map(({ shades }) => shades),
        tops,
      );
    },
  };
}

/** From far to near. Rows that a ridge covers from side to side are filled at once. */
function paintRidges(canvas: Canvas, sky: Uint32Array, shades: Uint32Array[], tops: Float32Array[]): void {
  const { width, height } = canvas;
  const pixels = pixelsOf(canvas);
  pixels.set(sky);
  for (const [index, line] of tops.entries()) {
    const shade = shades[index] ?? new Uint32Array(height);
    const { highest, lowest } = rangeOf(line);
    for (let y = highest; y < lowest; y++) paintEdge(pixels, y * width, y, line, shade[y] ?? 0);
    // The next ridge hides the rest.
    const end = Math.min(height, tops[index + 1] ? rangeOf(tops[index + 1] ?? line).lowest : height);
    for (let y = lowest; y < end; y++) pixels.fill(shade[y] ?? 0, y * width, (y + 1) * width);
  }
}

/** A row that the outline runs through. */
function paintEdge(pixels: Uint32Array, start: number, y: number, line: Float32Array, colour: number): void {
  for (let x = 0; x < line.length; x++) {
    const depth = y - (line[x] ?? 0);
    if (depth >= 1) pixels[start + x] = colour;
    else if (depth > 0) pixels[start + x] = halfway(pixels[start + x] ?? 0, colour);
  }
}

/** The rows that an outline touches: from the first, up to the first that is covered as a whole. */
function rangeOf(line: Float32Array): { highest: number; lowest: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const top of line) {
    if (top < least) least = top;
    if (top > most) most = top;
  }
  return { highest: Math.max(0, Math.floor(least)), lowest: Math.ceil(most) + 1 };
}

/** The mean of two pixels, all channels at once. */
const halfway = (a: number, b: number): number => (((a & 0xfefefefe) >>> 1) + ((b & 0xfefefefe) >>> 1)) >>> 0;

function paintSky(width: number, height: number, primary: Rgb, accent: Rgb): Uint32Array {
  const sky = new Uint32Array(width * height);
  const [top, middle, horizon] = [mix(primary, NIGHT, 0.55), primary, mix(accent, [255, 214, 170], 0.6)];
  const side = Math.min(width, height);
  for (let y = 0; y < height; y++) {
    const share = y / height;
    const base = mix(mix(top, middle, smooth(0, 0.35, share)), horizon, smooth(0.22, 0.62, share));
    sky.fill(toPixel(base), y * width, (y + 1) * width);
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - SUN.x * width, y - SUN.y * height) / side;
      if (distance < SUN.glow) sky[y * width + x] = toPixel(shine(base, distance));
    }
  }
  return sky;
}

/** The sky near the sun, and the sun. */
function shine(base: Rgb, distance: number): Rgb {
  const glow = (1 - distance / SUN.glow) ** 2 * 0.75;
  const disc = 1 - smooth(SUN.radius - 0.0015, SUN.radius + 0.0015, distance);
  return mix(mix(base, [255, 232, 200], glow), [255, 250, 240], disc);
}

/** Of each row: hazier towards the valley. */
function shadesOf(height: number, top: number, colour: Rgb): Uint32Array {
  return Uint32Array.from({ length: height }, (_, y) =>
    toPixel(mix(colour, WHITE, 0.16 * smooth(top, top + 0.35, y / height))),
  );
}

/** Heights 0..1 that repeat after the last one: noise in octaves, with sharp crests. */
function outlineOf(length: number, detail: number, seed: number): Float32Array {
  const noise = createNoise(seed);
  const heights = new Float32Array(length);
  for (let octave = 0, weight = 0.55; octave < OCTAVES; octave++, weight *= 0.48) {
    const points = Array.from({ length: detail * 2 ** octave }, noise);
    for (let x = 0; x < length; x++) {
      const place = (x / length) * points.length;
      const before = Math.floor(place);
      const share = smooth(0, 1, place - before);
      const [a = 0, b = 0] = [points[before], points[(before + 1) % points.length]];
      const value = a + (b - a) * share;
      heights[x] = (heights[x] ?? 0) + weight * (octave === 0 ? value : 1 - Math.abs(2 * value - 1));
    }
  }
  return heights;
}

function sample(values: Float32Array, place: number): number {
  const before = Math.floor(place);
  const [a = 0, b = 0] = [values[before % values.length], values[(before + 1) % values.length]];
  return a + (b - a) * (place - before);
}
