import { toCoreError } from '../../ports/errors.js';
import type { Recording } from '../../ports/entities.js';
import { intersect } from '../../ports/rectangles.js';
import type { Capture, Frame, Monitor, Rectangle, Sight } from '../../ports/screen.js';
import type { Scope } from '../memory/identity.js';
import type { RecorderDeps, RecordingRequest } from './recorder.js';
import { openSegment, type Segment } from './segment.js';

/** What is recorded from start to stop. */
export interface Run {
  readonly startedAt: number;
  readonly isPaused: boolean;
  counts(): { frames: number; unchanged: number; skipped: number };
  /** Looks at the screen, from now on or again. Nothing happens when it does already. */
  resume(): Promise<void>;
  /** Looks no more; what was recorded is whole when this resolves. */
  pause(): Promise<void>;
  picture(width: number): Promise<Buffer | null>;
  /** For good. */
  end(): Promise<void>;
}

export interface RunOptions {
  scope: Scope;
  request: RecordingRequest;
  sight: Sight;
  monitors: readonly Monitor[];
}

/** Without a first picture after so long, there will be none: three intervals and a bit, within these bounds, ms. */
const FIRST_PICTURE = { least: 4_000, most: 30_000 } as const;
/** The disk's reserve is looked after each time so many pictures were taken. */
const ROOM_EVERY = 50;

export function createRun(deps: RecorderDeps, options: RunOptions, fail: (reason: string) => void): Run {
  const { screen, excluded, clock } = deps;
  const { request, sight } = options;
  const counts = { frames: 0, unchanged: 0, skippedBefore: 0 };
  let capture: Capture | null = null;
  let segment: Segment | null = null;
  /** Frames are taken one after the other. */
  let work: Promise<void> = Promise.resolve();
  let deadline: NodeJS.Timeout | undefined;
  let lastFailure: string | null = null;

  const finish = async (isLast: boolean): Promise<void> => {
    if (!segment) return;
    const finished = segment;
    segment = null;
    counts.skippedBefore += finished.skipped;
    const recording = await finished.finish(isLast);
    await deps.library.makeRoom();
    if (recording) describeLater(deps, recording);
  };

  const take = async (frame: Frame): Promise<void> => {
    clearTimeout(deadline);
    counts.frames++;
    if (!frame.pixels) counts.unchanged++;
    if (counts.frames % ROOM_EVERY === 0) await deps.library.makeRoom();
    // A new file begins with a picture; until one comes, the old one goes on.
    if (segment && frame.pixels && (isFull(segment, frame, request) || !fits(segment, frame))) await finish(false);
    if (segment) segment.add(frame);
    else if (frame.pixels) segment = await openSegment(deps, frame, aboutOf(options));
    if (segment)
      deps.reader.see(frame, {
        ...ownerOf(options),
        recordingId: segment.recordingId,
        screenOf: screenOf(options, frame),
      });
  };

  const pause = async (): Promise<void> => {
    clearTimeout(deadline);
    const stopping = capture;
    capture = null;
    await stopping?.stop();
    await work;
    await finish(true);
  };

  return {
    startedAt: clock.now(),
    get isPaused() {
      return capture === null;
    },
    counts: () => ({
      frames: counts.frames,
      unchanged: counts.unchanged,
      skipped: counts.skippedBefore + (segment?.skipped ?? 0),
    }),
    async resume() {
      if (capture) return;
      deadline = setTimeout(() => fail(lastFailure ?? 'No picture of the screen could be had'), patienceOf(request));
      capture = await screen.capture(
        { sight, intervalMs: request.intervalSeconds * 1000, excluded },
        (frame) => {
          work = work.then(() => take(frame)).catch((error: unknown) => fail(toCoreError(error).message));
        },
        ({ message }) => {
          lastFailure = message;
        },
      );
    },
    pause,
    picture: async (width) => segment?.picture(width) ?? null,
    end: pause,
  };
}

/** Once all that it showed is read; nobody waits for it. */
function describeLater({ reader, describing, log }: RecorderDeps, recording: Recording): void {
  void reader
    .settled()
    .then(() => describing.describe(recording))
    .catch((error: unknown) => log.debug('A recording was not described', { reason: toCoreError(error).message }));
}

const isFull = ({ startedAt }: Segment, { at }: Frame, { segmentSeconds }: RecordingRequest): boolean =>
  at - startedAt >= segmentSeconds * 1000;

/** A screen was added, taken away or changed its size: a video has one size. */
const fits = ({ size }: Segment, { width, height }: Frame): boolean =>
  size.width === (width & ~1) && size.height === (height & ~1);

function aboutOf({ scope, request, sight }: RunOptions): Pick<Recording, 'userId' | 'mode' | 'region' | 'screen'> {
  const region = sight.kind === 'region' ? sight.area : null;
  return { userId: scope.user.id, mode: request.mode, region, screen: request.screen };
}

const ownerOf = ({ scope }: RunOptions): { userId: string; appId: string } => ({
  userId: scope.user.id,
  appId: scope.app.id,
});

/** The screen that a part of the frame lies on. */
function screenOf({ monitors }: RunOptions, frame: Frame): (part: Rectangle) => number {
  return (part) =>
    monitors.find((monitor) => intersect(monitor, { ...part, x: part.x + frame.x, y: part.y + frame.y }))?.index ?? 0;
}

/** How long the first picture is waited for, ms. */
function patienceOf({ intervalSeconds }: RecordingRequest): number {
  return Math.max(FIRST_PICTURE.least, Math.min(FIRST_PICTURE.most, intervalSeconds * 3000 + 2000));
}
