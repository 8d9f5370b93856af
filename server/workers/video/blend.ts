import type { Layer } from './raster.js';

/** A frame in the making: RGBA, opaque. */
export interface Canvas {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Lays a layer over the frame; `opacity` 0..1, moved by whole pixels. */
export function blend(canvas: Canvas, layer: Layer, opacity: number, moveX = 0, moveY = 0): void {
  if (opacity <= 0) return;
  const share = Math.min(256, Math.round(opacity * 256));
  const [left, top] = [layer.x + moveX, layer.y + moveY];
  const [fromX, toX] = [Math.max(0, -left), Math.min(layer.width, canvas.width - left)];
  for (let y = Math.max(0, -top); y < Math.min(layer.height, canvas.height - top); y++) {
    let source = 4 * (y * layer.width + fromX);
    let target = 4 * ((top + y) * canvas.width + left + fromX);
    for (let x = fromX; x < toX; x++, source += 4, target += 4)
      blendPixel(canvas.pixels, target, layer.pixels, source, share);
  }
}

/** `share` of 256. */
function blendPixel(target: Uint8Array, at: number, source: Uint8Array, from: number, share: number): void {
  const alpha = ((source[from + 3] ?? 0) * share) >> 8;
  if (alpha === 0) return;
  const rest = 255 - alpha;
  for (let channel = 0; channel < 3; channel++) {
    const kept = (target[at + channel] ?? 0) * rest;
    target[at + channel] = (((source[from + channel] ?? 0) * share) >> 8) + (kept + 127) / 255;
  }
}

/** Fills a rectangle with one colour. */
export function fill(
  canvas: Canvas,
  colour: Rgb,
  x: number,
  y: number,
  width: number,
  height: number,
  opacity = 1,
): void {
  for (let row = Math.max(0, y); row < Math.min(canvas.height, y + height); row++) {
    for (let column = Math.max(0, x); column < Math.min(canvas.width, x + width); column++) {
      const at = 4 * (row * canvas.width + column);
      for (let channel = 0; channel < 3; channel++) {
        const before = canvas.pixels[at + channel] ?? 0;
        canvas.pixels[at + channel] = before + ((colour[channel] ?? 0) - before) * opacity;
      }
    }
  }
}

export type Rgb = readonly [number, number, number];

/** `#rrggbb` */
export function rgb(colour: string): Rgb {
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Between two colours; `share` 0..1 of the second. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

export const BLACK: Rgb = [0, 0, 0];
export const WHITE: Rgb = [255, 255, 255];
