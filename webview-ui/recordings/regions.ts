/** A part of the desktop, in its pixels. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Point {
  x: number;
  y: number;
}

/** What all screens cover together. */
export function desktopOf(screens: readonly Area[]): Area {
  const [x, y] = [Math.min(...screens.map((one) => one.x)), Math.min(...screens.map((one) => one.y))];
  return {
    x,
    y,
    width: Math.max(...screens.map((one) => one.x + one.width)) - x,
    height: Math.max(...screens.map((one) => one.y + one.height)) - y,
  };
}

/** The area between two corners, in whole pixels of the desktop and not beyond it. */
export function areaBetween(from: Point, to: Point, desktop: Area): Area {
  const inside = (value: number, start: number, size: number): number =>
    Math.round(Math.max(start, Math.min(start + size, value)));
  const [left, right] = [from.x, to.x].map((x) => inside(x, desktop.x, desktop.width)).sort((a, b) => a - b);
  const [top, bottom] = [from.y, to.y].map((y) => inside(y, desktop.y, desktop.height)).sort((a, b) => a - b);
  return { x: left ?? 0, y: top ?? 0, width: (right ?? 0) - (left ?? 0), height: (bottom ?? 0) - (top ?? 0) };
}
