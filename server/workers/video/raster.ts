import { readFileSync } from 'node:fs';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Fonts } from './fonts.js';

/** A picture with transparency (RGBA, premultiplied) and where it stands. */
export interface Layer {
  pixels: Uint8Array;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In pixels; sides of a fraction are rounded outwards. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Raster {
  /** What SVG elements draw within a part of the frame, reduced to where there is something; null = nothing. */
  draw(body: string, part: Part, fonts: Fonts): Layer | null;
  /** As a PNG file so wide. */
  png(svg: string, width: number): Uint8Array;
}

/** Loads the SVG renderer, once for a worker. */
export async function createRaster(wasmFile: string): Promise<Raster> {
  await initWasm(readFileSync(wasmFile));
  return {
    draw(body, part, fonts) {
      const [x, y] = [Math.floor(part.x), Math.floor(part.y)];
      const [width, height] = [Math.ceil(part.x + part.width) - x, Math.ceil(part.y + part.height) - y];
      const box = `width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}"`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${body}</svg>`;
      const resvg = new Resvg(svg, { font: { fontBuffers: fonts.loaded() } });
      const image = resvg.render();
      const layer = crop(image.pixels, image.width, image.height);
      image.free();
      resvg.free();
      return layer && { ...layer, x: layer.x + x, y: layer.y + y };
    },
    png(svg, width) {
      const resvg = new Resvg(svg, { fitTo: { mode: 'width', value: width } });
      const image = resvg.render();
      const png = image.asPng();
      image.free();
      resvg.free();
      return png;
    },
  };
}

function crop(pixels: Uint8Array, width: number, height: number): Layer | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[4 * (y * width + x) + 3] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  const [w, h] = [right - left + 1, bottom - top + 1];
  const part = new Uint8Array(4 * w * h);
  for (let y = 0; y < h; y++) {
    const start = 4 * ((top + y) * width + left);
    part.set(pixels.subarray(start, start + 4 * w), 4 * y * w);
  }
  return { pixels: part, x: left, y: top, width: w, height: h };
}
