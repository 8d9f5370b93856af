import { mix, WHITE, type Canvas, type Rgb } from '../blend.js';
import type { Backdrop, Ground } from './backdrop.js';

/** A soft patch of colour: its way is an ellipse around its place (shares of the frame), once in `period` seconds. */
interface Patch {
  colour: Rgb;
  x: number;
  y: number;
  reach: number;
  sway: number;
  period: number;
  size: number;
}

const CELL = 32;

/** Colours that flow into each other like wet paint. */
export function createPaint({ width, height, primary, accent }: Ground): Backdrop {
  const night: Rgb = [22, 18, 54];
  const warm: Rgb = [255, 122, 92];
  return createMesh(width, height, mix(primary, night, 0.5), { ink: '#ffffff', shadow: 0.3 }, [
    { colour: primary, x: 0.2, y: 0.25, reach: 0.22, sway: 0.16, period: 17, size: 0.5 },
    { colour: accent, x: 0.85, y: 0.2, reach: 0.18, sway: 0.2, period: 23, size: 0.36 },
    { colour: warm, x: 0.75, y: 0.8, reach: 0.24, sway: 0.14, period: 19, size: 0.4 },
    { colour: mix(primary, warm, 0.5), x: 0.15, y: 0.85, reach: 0.2, sway: 0.18, period: 29, size: 0.42 },
    { colour: night, x: 0.5, y: 0.5, reach: 0.3, sway: 0.26, period: 31, size: 0.34 },
  ]);
}

/** Nearly white paper with a breath of colour. */
export function createPaper({ width, height, primary, accent }: Ground): Backdrop {
  return createMesh(width, height, [247, 247, 250], { ink: '#161a2b', shadow: 0 }, [
    { colour: mix(primary, WHITE, 0.72), x: 0.9, y: 0.15, reach: 0.12, sway: 0.12, period: 21, size: 0.45 },
    { colour: mix(accent, WHITE, 0.68), x: 0.1, y: 0.95, reach: 0.14, sway: 0.1, period: 27, size: 0.42 },
  ]);
}

function createMesh(
  width: number,
  height: number,
  base: Rgb,
  letters: Omit<Backdrop, 'paint'>,
  patches: Patch[],
): Backdrop {
  const [columns, rows] = [Math.ceil(width / CELL) + 1, Math.ceil(height / CELL) + 1];
  const knots = new Float32Array(3 * columns * rows);
  const side = Math.min(width, height);
  return {
    ...letters,
    paint(canvas, at) {
      const centres = patches.map(({ x, y, reach, sway, period }, index) => ({
        x: width * (x + reach * Math.cos((2 * Math.PI * at) / period + index)),
        y: height * (y + sway * Math.sin((2 * Math.PI * at) / period + index)),
      }));
      for (let row = 0, knot = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++, knot += 3) {
          let colour = base;
          for (const [index, { colour: own, size }] of patches.entries()) {
            const centre = centres[index] ?? { x: 0, y: 0 };
            const distance = Math.hypot(column * CELL - centre.x, row * CELL - centre.y) / (side * size);
            colour = mix(colour, own, Math.exp(-1.6 * distance * distance));
          }
          knots.set(colour, knot);
        }
      }
      spread(canvas, knots, columns);
    },
  };
}

/** Fills the pixels between the knots of a coarse grid. */
function spread({ pixels, width, height }: Canvas, knots: Float32Array, columns: number): void {
  const left = new Float32Array(3);
  const step = new Float32Array(3);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL);
    const down = (y - row * CELL) / CELL;
    for (let column = 0, x = 0; x < width; column++) {
      const knot = 3 * (row * columns + column);
      for (let channel = 0; channel < 3; channel++) {
        const at = (offset: number): number => knots[knot + offset + channel] ?? 0;
        const start = at(0) + (at(3 * columns) - at(0)) * down;
        left[channel] = start;
        step[channel] = (at(3) + (at(3 * columns + 3) - at(3)) * down - start) / CELL;
      }
      let [red = 0, green = 0, blue = 0] = left;
      const [redStep = 0, greenStep = 0, blueStep = 0] = step;
      for (const end = Math.min(width, x + CELL); x < end; x++) {
        const target = 4 * (y * width + x);
        pixels[target] = red += redStep;
        pixels[target + 1] = green += greenStep;
        pixels[target + 2] = blue += blueStep;
        pixels[target + 3] = 255;
      }
    }
  }
}
