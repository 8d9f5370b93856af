import type { RecordingMode } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import { bounds, intersect } from '../../ports/rectangles.js';
import type { Monitor, Rectangle, Sight } from '../../ports/screen.js';

export interface AreaRequest {
  mode: RecordingMode;
  /** Left, top, right, bottom in the pixels of the desktop, or of the screen where one is given. */
  region: readonly number[] | null;
  screen: number | null;
}

const LEAST_SIDE = 16;

/** What is looked at. Throws `invalid_input` where the screen or the region makes no sense. */
export function sightOf({ mode, region, screen }: AreaRequest, monitors: readonly Monitor[]): Sight {
  if (mode === 'fullscreen') return { kind: 'desktop' };
  if (mode === 'fullscreen-single' && screen === null)
    throw new CoreError('invalid_input', 'screen_index is required for fullscreen-single mode');
  const chosen = screen === null ? undefined : monitors.find(({ index }) => index === screen);
  if (screen !== null && !chosen)
    throw new CoreError('invalid_input', `Invalid screen_index for ${mode} mode: ${screen}`);
  if (mode === 'region') return { kind: 'region', area: regionArea(region, chosen, monitors) };
  return { kind: 'screen', index: screen ?? 0 };
}

function regionArea(
  region: readonly number[] | null,
  chosen: Monitor | undefined,
  monitors: readonly Monitor[],
): Rectangle {
  if (region?.length !== 4)
    throw new CoreError('invalid_input', 'Invalid bbox for region mode: [left, top, right, bottom] is needed');
  const [left = 0, top = 0, right = 0, bottom = 0] = region.map(Math.round);
  const wanted = { x: left + (chosen?.x ?? 0), y: top + (chosen?.y ?? 0), width: right - left, height: bottom - top };
  const parts = (chosen ? [chosen] : monitors).flatMap((monitor) => intersect(wanted, monitor) ?? []);
  // Where no screen is, that is said later.
  const visible = monitors.length === 0 ? wanted : parts.length > 0 ? bounds(parts) : null;
  if (!visible || visible.width < LEAST_SIDE || visible.height < LEAST_SIDE)
    throw new CoreError('invalid_input', 'Invalid bbox for region mode: it is too small, or not on the screen');
  return visible;
}
