import { describe, expect, it } from 'vitest';
import { blank, changedParts, paste, visibleParts } from '../../server/adapters/screenCapture/pixels.js';
import { intersect } from '../../server/ports/rectangles.js';
import type { Rectangle, ScreenWindow } from '../../server/ports/screen.js';

const window = (title: string, x: number, y: number, width: number, height: number): ScreenWindow => ({
  app: 'app',
  title,
  isFocused: false,
  x,
  y,
  width,
  height,
});
const secret = ({ title }: ScreenWindow): boolean => title === 'secret';
const areaOf = (parts: readonly Rectangle[]): number =>
  parts.reduce((sum, { width, height }) => sum + width * height, 0);

describe('where excluded windows can be seen', () => {
  it('is all of one that nothing covers, also behind nothing', () => {
    expect(visibleParts([window('other', 500, 500, 10, 10), window('secret', 0, 0, 100, 50)], secret)).toMatchObject([
      { x: 0, y: 0, width: 100, height: 50 },
    ]);
  });

  it('is what the windows before it leave free', () => {
    const parts = visibleParts([window('front', 50, 10, 100, 30), window('secret', 0, 0, 100, 50)], secret);
    expect(areaOf(parts)).toBe(100 * 50 - 50 * 30);
    expect(parts.some((part) => intersect(part, { x: 60, y: 20, width: 1, height: 1 }))).toBe(false);
  });

  it('is nothing of one that is wholly covered, and a window before it that is excluded itself hides nothing', () => {
    expect(visibleParts([window('front', 0, 0, 200, 200), window('secret', 10, 10, 50, 50)], secret)).toEqual([]);
    expect(
      areaOf(visibleParts([window('secret', 0, 0, 10, 10), window('secret', 0, 0, 20, 20)], secret)),
    ).toBeGreaterThanOrEqual(400);
  });
});

describe('pixels', () => {
  const [width, height] = [200, 150];

  it('are blanked where told, opaque black', () => {
    const pixels = Buffer.alloc(width * height * 4, 200);
    blank(pixels, width, { x: 10, y: 20, width: 5, height: 3 });
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
    expect(at(10, 20)).toEqual([0, 0, 0, 255]);
    expect(at(14, 22)).toEqual([0, 0, 0, 255]);
    for (const [x, y] of [
      [9, 20],
      [15, 20],
      [10, 19],
      [10, 23],
    ] as const)
      expect(at(x, y)).toEqual([200, 200, 200, 200]);
  });

  const [wide, high] = [400, 300];
  const changesAt = (...places: [number, number][]): Rectangle[] => {
    const before = Buffer.alloc(wide * high * 4);
    const after = Buffer.from(before);
    for (const [x, y] of places) after[(y * wide + x) * 4] = 1;
    return changedParts(before, after, wide, high);
  };

  it('that changed lie in rectangles of whole tiles, cut off at the edges', () => {
    expect(changesAt()).toEqual([]);
    expect(changesAt([130, 70])).toEqual([{ x: 128, y: 64, width: 64, height: 64 }]);
    expect(changesAt([399, 299])).toEqual([{ x: 384, y: 256, width: 16, height: 44 }]);
    expect(changesAt([0, 0], [64, 64], [127, 60])).toEqual([{ x: 0, y: 0, width: 128, height: 128 }]);
  });

  it('that changed far from each other are apart', () => {
    expect(changesAt([0, 0], [300, 200])).toEqual([
      { x: 0, y: 0, width: 64, height: 64 },
      { x: 256, y: 192, width: 64, height: 64 },
    ]);
  });

  it('are pasted where they belong', () => {
    const canvas = Buffer.alloc(4 * 3 * 4);
    paste(canvas, 4, Buffer.alloc(2 * 2 * 4, 9), { x: 2, y: 1, width: 2, height: 2 });
    const filled = Array.from({ length: 12 }, (_, pixel) => (canvas[pixel * 4] === 9 ? '#' : '.')).join('');
    expect(filled).toBe('......##..##');
  });
});
