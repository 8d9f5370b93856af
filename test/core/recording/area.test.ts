import { describe, expect, it } from 'vitest';
import { sightOf } from '../../../server/core/recording/area.js';
import type { Monitor } from '../../../server/ports/screen.js';

const monitor = (index: number, x: number, width: number, height: number): Monitor => ({
  index,
  name: `screen ${index}`,
  x,
  y: 0,
  width,
  height,
  isPrimary: index === 0,
});
const screens = [monitor(0, 0, 1920, 1080), monitor(1, 1920, 1280, 1024)];
const region = (box: number[], screen: number | null = null) =>
  sightOf({ mode: 'region', region: box, screen }, screens);

describe('what is looked at', () => {
  it('is the whole desktop, or one screen', () => {
    expect(sightOf({ mode: 'fullscreen', region: null, screen: null }, screens)).toEqual({ kind: 'desktop' });
    expect(sightOf({ mode: 'fullscreen-single', region: null, screen: 1 }, screens)).toEqual({
      kind: 'screen',
      index: 1,
    });
  });

  it('is a region in the pixels of the desktop, or of the screen that is named', () => {
    expect(region([10, 20, 110, 220])).toEqual({ kind: 'region', area: { x: 10, y: 20, width: 100, height: 200 } });
    expect(region([10, 20, 110, 220], 1)).toEqual({
      kind: 'region',
      area: { x: 1930, y: 20, width: 100, height: 200 },
    });
  });

  it('may reach over two screens, but not beyond them', () => {
    expect(region([1800, 0, 2000, 100])).toEqual({
      kind: 'region',
      area: { x: 1800, y: 0, width: 200, height: 100 },
    });
    expect(region([3100, -50, 3400, 100])).toEqual({
      kind: 'region',
      area: { x: 3100, y: 0, width: 100, height: 100 },
    });
    expect(region([0, 0, 5000, 5000], 1)).toMatchObject({ area: { x: 1920, y: 0, width: 1280, height: 1024 } });
  });

  it.each([[[100, 100, 90, 200]], [[0, 0, 4, 4]], [[9000, 0, 9900, 500]], [[1, 2, 3]]])('is not %j', (box) => {
    expect(() => region(box)).toThrow(/^Invalid bbox for region mode/);
  });
});
