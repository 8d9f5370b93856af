import { describe, expect, it } from 'vitest';
import { createShownText } from '../../../server/core/recording/reading/shownText.js';
import type { ReadLine } from '../../../server/ports/ocr.js';

const FRAME = { width: 1000, height: 800 };
const ALL = { x: 0, y: 0, ...FRAME };
const line = (text: string, y: number, x = 10, width = 400): ReadLine => ({
  text,
  confidence: 0.9,
  x,
  y,
  width,
  height: 16,
});
const texts = (found: { text: string }[]): string[] => found.map(({ text }) => text);

describe('the text that a screen shows', () => {
  it('is new at first, from top to bottom, without noise', () => {
    const shown = createShownText();
    const noise = [{ ...line('smudge', 30), confidence: 0.1 }, line('=I [8]', 50)];
    expect(texts(shown.take(ALL, [line('second line', 70), line('first line', 10), ...noise], 0))).toEqual([
      'first line',
      'second line',
    ]);
  });

  it('is told once, while it stays, when it comes back, and however it is misread', () => {
    const shown = createShownText();
    shown.take(ALL, [line('The deployment of heron failed', 10)], 0);
    expect(shown.take(ALL, [line('The deployment of heron failed', 10)], 1000)).toEqual([]);
    expect(shown.take(ALL, [line('The deployrnent of heron failed', 10)], 2000)).toEqual([]);
    expect(texts(shown.take(ALL, [line('another window', 10)], 3000))).toEqual(['another window']);
    expect(shown.take(ALL, [line('the deployment of heron failed.', 300)], 4000)).toEqual([]);
    expect(texts(shown.take(ALL, [line('the deployment of heron failed.', 600)], 1_000_000))).toHaveLength(1);
  });

  it('goes on where somebody types', () => {
    const shown = createShownText();
    shown.take(ALL, [line('const port', 10)], 0);
    expect(shown.take(ALL, [line('const port = 8765;', 10)], 1000)).toEqual([
      { text: 'const port = 8765;', continues: 'const port' },
    ]);
    expect(shown.take(ALL, [line('let host', 10)], 2000)).toEqual([{ text: 'let host', continues: null }]);
  });

  it('is read again where it changed, with whole lines and a margin, each part once', () => {
    const shown = createShownText();
    expect(shown.partsToRead([{ x: 0, y: 0, width: 64, height: 64 }], FRAME)).toEqual([
      { x: 0, y: 0, width: 72, height: 72 },
    ]);
    shown.take(ALL, [line('a long line that reaches far to the right', 60, 10, 700)], 0);
    const parts = shown.partsToRead(
      [
        { x: 0, y: 0, width: 64, height: 64 },
        { x: 640, y: 64, width: 64, height: 64 },
        { x: 640, y: 640, width: 64, height: 64 },
      ],
      FRAME,
    );
    expect(parts).toEqual([
      { x: 0, y: 0, width: 714, height: 136 },
      { x: 632, y: 632, width: 80, height: 80 },
    ]);
  });

  it('of a part is placed where the part lies', () => {
    const shown = createShownText();
    shown.take({ x: 500, y: 400, width: 400, height: 100 }, [line('in the corner', 10, 10, 100)], 0);
    expect(shown.partsToRead([{ x: 512, y: 384, width: 64, height: 64 }], FRAME)).toEqual([
      { x: 504, y: 376, width: 110, height: 80 },
    ]);
  });
});
