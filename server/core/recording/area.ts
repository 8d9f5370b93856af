import type { RecordingMode } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Monitor, Rectangle } from '../../ports/screen.js';

export interface AreaRequest {
  mode: RecordingMode;
  /** Left, top, right, bottom in the pixels of the desktop, or of the screen where one is given. */
  region: readonly number[] | null;
  screen: number | null;
}

/** What is looked at. */
export interface Area {
  monitors: number[];
  region: Rectangle | undefined;
}

const LEAST_SIDE = 16;

/** Throws `invalid_input` where the screen or the region makes no sense. */
export function areaOf({ mode, region, screen }: AreaRequest, monitors: readonly Monitor[]): Area {
  const chosen = screen === null ? undefined : monitors.find(({ index }) => index === screen);
  if (screen !== null && !chosen) throw new CoreError('invalid_input', `Invalid screen_index: ${screen}`);
  if (mode === 'region') return regionArea(region, chosen, monitors);
  if (mode === 'fullscreen-single') {
    const one = chosen ?? monitors.find(({ isPrimary }) => isPrimary) ?? monitors[0];
    return { monitors: one ? [one.index] : [], region: undefined };
  }
  // Each file shows one screen: with several, the primary one is recorded.
  const primary = monitors.find(({ isPrimary }) => isPrimary) ?? monitors[0];
  return { monitors: primary ? [primary.index] : [], region: undefined };
}

function regionArea(region: readonly number[] | null, chosen: Monitor | undefined, monitors: readonly Monitor[]): Area {
  if (region?.length !== 4)
    throw new CoreError('invalid_input', 'Invalid region: [left, top, right, bottom] is needed');
  const [left = 0, top = 0, right = 0, bottom = 0] = region.map(Math.round);
  const [x, y] = [left + (chosen?.x ?? 0), top + (chosen?.y ?? 0)];
  const wanted = { x, y, width: right - left, height: bottom - top };
  const home = chosen ?? monitors.find((monitor) => isInside(x, y, monitor)) ?? monitors[0];
  if (!home) return { monitors: [], region: wanted };
  const clamped = clamp(wanted, home);
  if (clamped.width < LEAST_SIDE || clamped.height < LEAST_SIDE)
    throw new CoreError('invalid_input', 'Invalid region: it is too small, or not on the screen');
  return { monitors: [home.index], region: clamped };
}

function isInside(x: number, y: number, monitor: Monitor): boolean {
  return x >= monitor.x && y >= monitor.y && x < monitor.x + monitor.width && y < monitor.y + monitor.height;
}

function clamp(area: Rectangle, within: Rectangle): Rectangle {
  const x = Math.max(area.x, within.x);
  const y = Math.max(area.y, within.y);
  const right = Math.min(area.x + area.width, within.x + within.width);
  const bottom = Math.min(area.y + area.height, within.y + within.height);
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}
