import { describe, expect, it } from 'vitest';
import { double, toPgm, whiten } from '../../../server/adapters/ocr/preparation.js';
import type { GreyImage } from '../../../server/ports/ocr.js';

/** A picture of one shade with a stroke two pixels thick at each of these columns. */
function picture(ground: number, stroke: number, columns: number[], width = 64): GreyImage {
  const luma = Buffer.alloc(width * 32, ground);
  for (const x of columns) for (let y = 8; y < 20; y++) for (const dx of [0, 1]) luma[y * width + x + dx] = stroke;
  return { width, height: 32, luma };
}
const shadeAt = ({ luma, width }: GreyImage, x: number, y: number): number => luma[y * width + x]!;

describe('making a picture readable', () => {
  it.each([
    ['dark on light', 255, 20],
    ['light on dark', 20, 230],
    ['light on grey', 120, 250],
  ])('turns %s into dark on white', (_name, ground, stroke) => {
    const image = picture(ground, stroke, [16, 24, 32]);
    whiten(image);
    expect(shadeAt(image, 0, 0)).toBe(255);
    expect(shadeAt(image, 20, 12)).toBe(255);
    expect(shadeAt(image, 24, 12)).toBeLessThan(160);
  });

  it('leaves no dark mass where two grounds meet', () => {
    const image = picture(255, 20, [16, 24, 32]);
    for (let y = 0; y < 32; y++) image.luma.fill(0, y * 64, y * 64 + 10);
    whiten(image);
    expect(shadeAt(image, 4, 12)).toBe(255);
    expect(shadeAt(image, 13, 12)).toBe(255);
    expect(shadeAt(image, 16, 12)).toBeLessThan(60);
  });

  it('takes away borders and rules, and leaves strokes', () => {
    const image = picture(255, 0, [16]);
    image.luma.fill(0, 26 * 64, 27 * 64);
    whiten(image);
    expect(shadeAt(image, 40, 26)).toBe(255);
    expect(shadeAt(image, 16, 12)).toBeLessThan(60);
  });

  it('doubles, and writes a map that says its size', () => {
    const large = double({ width: 2, height: 1, luma: Buffer.from([0, 200]) });
    expect(large).toEqual({ width: 4, height: 2, luma: Buffer.from([0, 50, 150, 200, 0, 50, 150, 200]) });
    expect(toPgm(large).toString('latin1').slice(0, 11)).toBe('P5\n4 2\n255\n');
  });
});
