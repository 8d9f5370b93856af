import { setTimeout as sleep } from 'node:timers/promises';
import type * as Native from 'node-screenshots';
import { blank, changedParts, paste, visibleParts } from '../adapters/screenCapture/pixels.js';
import type { FromCapture, ToCapture } from '../adapters/screenCapture/protocol.js';
import { createExclusions } from '../core/activity/exclusions.js';
import { bounds, intersect } from '../ports/rectangles.js';
import type { CaptureRequest, Frame, Monitor, Rectangle, ScreenWindow, Sight } from '../ports/screen.js';

type Screens = typeof Native;

const tell = (message: FromCapture): void => void process.send?.(message);
/** X knows where a window's content lies; its frame around that, with the title, is blanked as well. Pixels. */
const FRAME = process.platform === 'linux' ? { top: 40, side: 8 } : { top: 0, side: 0 };

const withFrame = (window: ScreenWindow): ScreenWindow => ({
  ...window,
  x: window.x - FRAME.side,
  y: window.y - FRAME.top,
  width: window.width + 2 * FRAME.side,
  height: window.height + FRAME.top + FRAME.side,
});

/** The pictures' memory is out of the collector's sight: it has to be told to look. */
const FRAMES_PER_COLLECTION = 4;

function describe(monitor: Native.Monitor, index: number, all: readonly Native.Monitor[]): Monitor {
  return {
    index,
    name: monitor.name(),
    x: monitor.x(),
    y: monitor.y(),
    width: monitor.width(),
    height: monitor.height(),
    // Some systems call none of them primary.
    isPrimary: monitor.isPrimary() || (index === 0 && !all.some((other) => other.isPrimary())),
  };
}

function listWindows({ Window }: Screens): ScreenWindow[] {
  return Window.all()
    .filter((window) => !window.isMinimized())
    .sort((a, b) => b.z() - a.z())
    .map((window) => ({
      app: window.appName(),
      title: window.title(),
      isFocused: window.isFocused(),
      x: window.x(),
      y: window.y(),
      width: window.width(),
      height: window.height(),
    }));
}

interface Part {
  monitor: Native.Monitor;
  /** Of the desktop. */
  place: Rectangle;
  /** What of it is looked at, of the desktop. */
  seen: Rectangle;
}

function partsOf({ Monitor }: Screens, sight: Sight): Part[] {
  const monitors = Monitor.all();
  const wanted = sight.kind === 'screen' ? monitors.slice(sight.index, sight.index + 1) : monitors;
  if (wanted.length === 0)
    throw new Error(sight.kind === 'screen' ? `there is no screen ${sight.index}` : 'there is no screen');
  return wanted.flatMap((monitor) => {
    const place = { x: monitor.x(), y: monitor.y(), width: monitor.width(), height: monitor.height() };
    const seen = sight.kind === 'region' ? intersect(place, sight.area) : place;
    return seen ? [{ monitor, place, seen }] : [];
  });
}

async function pictureOf({ monitor, place, seen }: Part): Promise<Buffer> {
  const whole = await monitor.captureImage();
  const isWhole = seen.width === place.width && seen.height === place.height;
  const image = isWhole ? whole : await whole.crop(seen.x - place.x, seen.y - place.y, seen.width, seen.height);
  return image.toRaw(true);
}

/** All parts in one picture; what no screen shows is black. */
async function look(parts: readonly Part[], area: Rectangle): Promise<Buffer> {
  const [only] = parts;
  if (parts.length === 1 && only) return pictureOf(only);
  const canvas = Buffer.alloc(area.width * area.height * 4);
  blank(canvas, area.width, { ...area, x: 0, y: 0 });
  for (const part of parts)
    paste(canvas, area.width, await pictureOf(part), {
      ...part.seen,
      x: part.seen.x - area.x,
      y: part.seen.y - area.y,
    });
  return canvas;
}

/** Looks, blanks what is excluded, and says what changed since it looked last. */
function createEye(screens: Screens, { sight, excluded }: CaptureRequest) {
  const exclusions = createExclusions(excluded);
  const isExcluded = ({ app, title }: ScreenWindow): boolean => exclusions.isExcluded(app, title);
  let before: { pixels: Buffer; area: Rectangle } | null = null;

  return async (): Promise<Frame> => {
    const parts = partsOf(screens, sight);
    if (parts.length === 0) throw new Error('the region is on no screen');
    const area = bounds(parts.map(({ seen }) => seen));
    // Asked before and after the picture: a window that opens or moves meanwhile is blanked as well.
    const earlier = listWindows(screens);
    const pixels = await look(parts, area);
    const windows = listWindows(screens);
    const hidden = [earlier, windows]
      .flatMap((seen) =>
        visibleParts(
          seen.map((window) => (isExcluded(window) ? withFrame(window) : window)),
          isExcluded,
        ),
      )
      .flatMap((window): Rectangle[] => {
        const seen = intersect(area, window);
        return seen ? [{ ...seen, x: seen.x - area.x, y: seen.y - area.y }] : [];
      });
    for (const part of hidden) blank(pixels, area.width, part);
    const isSameSize = before?.area.width === area.width && before.area.height === area.height;
    const changed =
      before && isSameSize ? changedParts(before.pixels, pixels, area.width, area.height) : [{ ...area, x: 0, y: 0 }];
    if (changed.length > 0) before = { pixels, area };
    const focused = windows.find((window) => window.isFocused && !isExcluded(window));
    return {
      ...area,
      at: Date.now(),
      pixels: changed.length > 0 ? pixels : null,
      changed,
      app: focused?.app ?? '',
      title: focused?.title ?? '',
      blanked: windows.filter((window) => isExcluded(window) && intersect(area, window)).length,
    };
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

async function capture(screens: Screens, request: CaptureRequest, signal: AbortSignal): Promise<void> {
  const see = createEye(screens, request);
  let frames = 0;
  while (!signal.aborted) {
    const due = Date.now() + request.intervalMs;
    try {
      tell({ kind: 'frame', frame: await see() });
    } catch (error) {
      tell({
        kind: 'failed',
        failure: { reason: 'failed', message: `The screen cannot be seen: ${reasonOf(error)}` },
      });
    }
    if (++frames % FRAMES_PER_COLLECTION === 0) globalThis.gc?.();
    await sleep(Math.max(0, due - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}

async function load(): Promise<Screens | string> {
  try {
    return await import('node-screenshots');
  } catch (error) {
    // Without its system libraries the package speaks of a bug of npm.
    return `The screen capture cannot be loaded (libxcb or libdbus may be missing): ${reasonOf(error)}`;
  }
}

/** Sees the screen for its parent; see `adapters/screenCapture` for the other end. */
async function run(): Promise<void> {
  const screens = await load();
  let running = new AbortController();
  process.on('message', (message: ToCapture) => {
    if (message.kind === 'stop') running.abort();
    else if (typeof screens === 'string')
      tell({ kind: 'failed', failure: { reason: 'unsupported', message: screens } });
    else
      try {
        if (message.kind === 'monitors') tell({ kind: 'monitors', monitors: screens.Monitor.all().map(describe) });
        else if (message.kind === 'windows') tell({ kind: 'windows', windows: listWindows(screens) });
        else {
          running.abort();
          running = new AbortController();
          void capture(screens, message.request, running.signal);
        }
      } catch (error) {
        tell({
          kind: 'failed',
          failure: { reason: 'failed', message: `The screen cannot be seen: ${reasonOf(error)}` },
        });
      }
  });
}

if (process.send) {
  process.once('disconnect', () => process.exit(0));
  void run();
}
