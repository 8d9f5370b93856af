import { setTimeout as sleep } from 'node:timers/promises';
import type * as Native from 'node-screenshots';
import { blank, changedPart, intersect, visibleParts } from '../adapters/screenCapture/pixels.js';
import type { FromCapture, ToCapture } from '../adapters/screenCapture/protocol.js';
import type { CaptureRequest, Frame, Monitor, Rectangle, ScreenWindow } from '../ports/screen.js';

type Screens = typeof Native;

const tell = (message: FromCapture): void => void process.send?.(message);
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

/** Looks at one screen, blanks what is excluded, and says what changed since it looked last. */
function createEye(screens: Screens, request: CaptureRequest, index: number) {
  const words = request.excluded.map((word) => word.toLowerCase());
  const isExcluded = ({ app, title }: ScreenWindow): boolean => {
    const names = `${app}\n${title}`.toLowerCase();
    return words.some((word) => names.includes(word));
  };
  let before: { pixels: Buffer; width: number; height: number } | null = null;

  return async (): Promise<Frame | null> => {
    const monitor = screens.Monitor.all()[index];
    if (!monitor) throw new Error(`There is no screen ${index}`);
    const place = { x: monitor.x(), y: monitor.y(), width: monitor.width(), height: monitor.height() };
    const part = request.region ? intersect(place, request.region) : place;
    if (!part) return null;
    const windows = listWindows(screens);
    const whole = await monitor.captureImage();
    const image = request.region
      ? await whole.crop(part.x - place.x, part.y - place.y, part.width, part.height)
      : whole;
    const pixels = await image.toRaw(true);
    const { width, height } = image;
    const hidden = visibleParts(windows, isExcluded).flatMap((area): Rectangle[] => {
      const seen = intersect(part, area);
      return seen ? [{ ...seen, x: seen.x - part.x, y: seen.y - part.y }] : [];
    });
    for (const area of hidden) blank(pixels, width, area);
    const isSameSize = before?.width === width && before.height === height;
    const changed =
      before && isSameSize ? changedPart(before.pixels, pixels, width, height) : { x: 0, y: 0, width, height };
    if (changed !== null) before = { pixels, width, height };
    const focused = windows.find((window) => window.isFocused && !isExcluded(window));
    return {
      at: Date.now(),
      monitor: index,
      width,
      height,
      pixels: changed ? pixels : null,
      changed,
      app: focused?.app ?? '',
      title: focused?.title ?? '',
      blanked: hidden.length,
    };
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

async function capture(screens: Screens, request: CaptureRequest, signal: AbortSignal): Promise<void> {
  const eyes = request.monitors.map((index) => createEye(screens, request, index));
  let frames = 0;
  while (!signal.aborted) {
    const due = Date.now() + request.intervalMs;
    for (const look of eyes) {
      try {
        const frame = await look();
        // It may have been stopped meanwhile: the parent takes nothing from it any more.
        if (frame) tell({ kind: 'frame', frame });
      } catch (error) {
        tell({
          kind: 'failed',
          failure: { reason: 'failed', message: `The screen cannot be seen: ${reasonOf(error)}` },
        });
      }
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
