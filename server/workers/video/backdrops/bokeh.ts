import { BLACK, blend, fill, mix, WHITE, type Rgb } from '../blend.js';
import type { Layer } from '../raster.js';
import { createNoise, pixelsOf, smooth, toPixel, type Backdrop, type Ground } from './backdrop.js';

const LIGHTS = 22;
const BAR = 0.055;
const SHADES = 512;

interface Light {
  layer: Layer;
  opacity: number;
  /** Shares of the frame; how far it drifts in a minute; when it twinkles. */
  x: number;
  y: number;
  driftX: number;
  driftY: number;
  phase: number;
}

/** Lights out of focus that drift in the dark, between the bars of a cinema screen. */
export function createBokeh({ width, height, primary, accent }: Ground): Backdrop {
  const dark = paintDark(width, height, primary);
  const noise = createNoise(71);
  const side = Math.min(width, height);
  const lights = Array.from({ length: LIGHTS }, (_, index): Light => {
    const radius = Math.round(side * (0.025 + 0.075 * noise() ** 2));
    const colour = mix(index % 3 === 0 ? primary : accent, WHITE, 0.15 + 0.35 * noise());
    return {
      layer: paintLight(radius, colour),
      opacity: 0.1 + 0.22 * noise(),
      x: noise(),
      y: 0.1 + 0.75 * noise(),
      driftX: (noise() - 0.5) * 2.4,
      driftY: -0.2 - 0.8 * noise(),
      phase: noise() * 2 * Math.PI,
    };
  });
  const bar = Math.round(height * BAR);

  return {
    ink: '#ffffff',
    shadow: 0.55,
    paint(canvas, at) {
      pixelsOf(canvas).set(dark);
      for (const { layer, opacity, x, y, driftX, driftY, phase } of lights) {
        const twinkle = 0.75 + 0.25 * Math.sin(at * 1.3 + phase);
        const [left, top] = [wrap(x + (driftX * at) / 60), wrap(y + (driftY * at) / 60)];
        const [placeX, placeY] = [left * (width + layer.width), top * (height + layer.height)];
        blend(canvas, layer, opacity * twinkle, Math.round(placeX - layer.width), Math.round(placeY - layer.height));
      }
      fill(canvas, BLACK, 0, 0, width, bar);
      fill(canvas, BLACK, 0, height - bar, width, bar);
    },
  };
}

const wrap = (value: number): number => value - Math.floor(value);

function paintDark(width: number, height: number, primary: Rgb): Uint32Array {
  const dark = new Uint32Array(width * height);
  const [deep, lit] = [mix(primary, [6, 8, 18], 0.93), mix(primary, [12, 14, 30], 0.55)];
  const shades = Uint32Array.from({ length: SHADES }, (_, shade) =>
    toPixel(mix(lit, deep, smooth(0, 1, shade / SHADES))),
  );
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot((x / width - 0.62) * 1.1, y / height - 0.4) / 0.8;
      dark[y * width + x] = shades[Math.min(SHADES - 1, Math.floor(distance * SHADES))] ?? 0;
    }
  }
  return dark;
}

/** A disc that is brightest at its rim, as lenses draw it. */
function paintLight(radius: number, colour: Rgb): Layer {
  const side = 2 * radius + 1;
  const pixels = new Uint8Array(4 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = Math.hypot(x - radius, y - radius) / radius;
      const strength = (0.6 + 0.4 * smooth(0.7, 0.93, distance)) * (1 - smooth(0.94, 1, distance));
      const premultiplied = [...colour.map((channel) => channel * strength), 255 * strength];
      pixels.set(premultiplied.map(Math.round), 4 * (y * side + x));
    }
  }
  return { pixels, x: 0, y: 0, width: side, height: side };
}
