import { bounds, intersect, merge } from '../../ports/rectangles.js';
import type { Rectangle, ScreenWindow } from '../../ports/screen.js';

/** Pure work on pixels (RGBA, row by row), so that it can be tested without a screen. */

const BYTES = 4;
const TILE = 64;

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

/** Copies a picture into a larger one, which must have room for it there. */
export function paste(canvas: Buffer, canvasWidth: number, picture: Buffer, place: Rectangle): void {
  for (let row = 0; row < place.height; row++)
    picture.copy(
      canvas,
      ((place.y + row) * canvasWidth + place.x) * BYTES,
      row * place.width * BYTES,
      (row + 1) * place.width * BYTES,
    );
}

/** More parts than this are taken as one. */
const MOST_PARTS = 12;

/**
 * What differs, as rectangles of whole tiles that do not touch each other: what changes in one corner does not make
 * everything up to a change in another one count. Empty = nothing. Both pictures have the same size.
 */
export function changedParts(before: Buffer, after: Buffer, width: number, height: number): Rectangle[] {
  if (before.equals(after)) return [];
  const columns = Math.ceil(width / TILE);
  const tiles = changedTiles(before, after, width, height, columns);
  const parts = islands(tiles, columns).map((part) => fromTiles(part, width, height));
  return parts.length > MOST_PARTS ? [bounds(parts)] : parts;
}

/** A byte for each tile, row by row; 1 = it differs. */
function changedTiles(before: Buffer, after: Buffer, width: number, height: number, columns: number): Uint8Array {
  const tiles = new Uint8Array(columns * Math.ceil(height / TILE));
  for (let y = 0; y < height; y++) {
    const start = y * width * BYTES;
    if (before.compare(after, start, start + width * BYTES, start, start + width * BYTES) === 0) continue;
    for (let column = 0; column < columns; column++) {
      const tile = Math.floor(y / TILE) * columns + column;
      if (tiles[tile]) continue;
      const from = start + column * TILE * BYTES;
      const to = start + Math.min(width, (column + 1) * TILE) * BYTES;
      if (before.compare(after, from, to, from, to) !== 0) tiles[tile] = 1;
    }
  }
  return tiles;
}

/** The bounds, in tiles, of what hangs together; tiles that share a side or a corner do. Clears `tiles`. */
function islands(tiles: Uint8Array, columns: number): Rectangle[] {
  const found: Rectangle[] = [];
  for (let start = 0; start < tiles.length; start++) if (tiles[start]) found.push(island(tiles, columns, start));
  // Their bounds may cross although no tiles of theirs touch.
  return merge(found);
}

function island(tiles: Uint8Array, columns: number, start: number): Rectangle {
  const members: Rectangle[] = [];
  const stack = [start];
  tiles[start] = 0;
  for (let tile = stack.pop(); tile !== undefined; tile = stack.pop()) {
    const [x, y] = [tile % columns, Math.floor(tile / columns)];
    members.push({ x, y, width: 1, height: 1 });
    for (let dy = -1; dy <= 1; dy++)
      for (let column = Math.max(0, x - 1); column <= Math.min(columns - 1, x + 1); column++) {
        const next = (y + dy) * columns + column;
        if (!tiles[next]) continue;
        tiles[next] = 0;
        stack.push(next);
      }
  }
  return bounds(members);
}

function fromTiles(part: Rectangle, width: number, height: number): Rectangle {
  const x = part.x * TILE;
  const y = part.y * TILE;
  return {
    x,
    y,
    width: Math.min(width - x, part.width * TILE),
    height: Math.min(height - y, part.height * TILE),
  };
}
