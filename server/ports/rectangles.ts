import type { Rectangle } from './screen.js';

/** What both have in common; null = nothing. */
export function intersect(a: Rectangle, b: Rectangle): Rectangle | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The smallest rectangle that holds all of these, of which there must be one. */
export function bounds(areas: readonly Rectangle[]): Rectangle {
  const x = Math.min(...areas.map((area) => area.x));
  const y = Math.min(...areas.map((area) => area.y));
  const right = Math.max(...areas.map((area) => area.x + area.width));
  const bottom = Math.max(...areas.map((area) => area.y + area.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Those that overlap become one, until none do. */
export function merge(areas: readonly Rectangle[]): Rectangle[] {
  const kept: Rectangle[] = [];
  const overlapping = (area: Rectangle): number => kept.findIndex((other) => intersect(other, area) !== null);
  for (const area of areas) {
    let merged = area;
    for (let other = overlapping(merged); other >= 0; other = overlapping(merged))
      merged = bounds([merged, ...kept.splice(other, 1)]);
    kept.push(merged);
  }
  return kept;
}
