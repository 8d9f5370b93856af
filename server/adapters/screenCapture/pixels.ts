import type { Rectangle, ScreenWindow } from '../../ports/screen.js';

/** Pure work on pixels (RGBA, row by row), so that it can be tested without a screen. */

const BYTES = 4;
const TILE = 64;

export function intersect(a: Rectangle, b: Rectangle): Rectangle | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The parts of `whole` that `cover` leaves free. */
function subtract(whole: Rectangle, cover: Rectangle): Rectangle[] {
  const hidden = intersect(whole, cover);
  if (!hidden) return [whole];
  const right = whole.x + whole.width;
  const bottom = whole.y + whole.height;
  const parts = [
    { x: whole.x, y: whole.y, width: whole.width, height: hidden.y - whole.y },
    { x: whole.x, y: hidden.y + hidden.height, width: whole.width, height: bottom - hidden.y - hidden.height },
    { x: whole.x, y: hidden.y, width: hidden.x - whole.x, height: hidden.height },
    { x: hidden.x + hidden.width, y: hidden.y, width: right - hidden.x - hidden.width, height: hidden.height },
  ];
  return parts.filter(({ width, height }) => width > 0 && height > 0);
}

/** Where excluded windows can be seen; `windows` has the foremost first, so what lies before a window hides it. */
export function visibleParts(
  windows: readonly ScreenWindow[],
  isExcluded: (window: ScreenWindow) => boolean,
): Rectangle[] {
  return windows.flatMap((window, index) => {
    if (!isExcluded(window)) return [];
    const before = windows.slice(0, index).filter((other) => !isExcluded(other));
    return before.reduce<Rectangle[]>((parts, cover) => parts.flatMap((part) => subtract(part, cover)), [window]);
  });
}

/** Makes a part of the picture opaque black. */
export function blank(pixels: Buffer, width: number, part: Rectangle): void {
  const black = Buffer.alloc(part.width * BYTES);
  for (let at = 3; at < black.length; at += BYTES) black[at] = 255;
  for (let row = 0; row < part.height; row++) black.copy(pixels, ((part.y + row) * width + part.x) * BYTES);
}

/** The smallest rectangle of whole tiles that holds every difference; null = none. Both pictures have the same size. */
export function changedPart(before: Buffer, after: Buffer, width: number, height: number): Rectangle | null {
  if (before.equals(after)) return null;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    const start = y * width * BYTES;
    if (before.compare(after, start, start + width * BYTES, start, start + width * BYTES) === 0) continue;
    top = Math.min(top, y);
    bottom = y + 1;
    for (let x = 0; x < width; x += TILE) {
      const from = start + x * BYTES;
      const to = start + Math.min(width, x + TILE) * BYTES;
      if (before.compare(after, from, to, from, to) === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, Math.min(width, x + TILE));
    }
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
