import type { Clock } from '../../ports/clock.js';
import type { Encoder } from '../../ports/encoder.js';
import type { RecordingMode } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Capture, Frame, Monitor, Rectangle, Screen } from '../../ports/screen.js';
import type { Store } from '../../ports/store.js';
import type { Scope } from '../memory/identity.js';
import { areaOf, type AreaRequest } from './area.js';
import { openSegment, type Segment } from './segment.js';

export interface RecordingRequest extends AreaRequest {
  /** A file ends after so long, and the next one begins. */
  segmentSeconds: number;
  intervalSeconds: number;
}

export interface RecorderStatus {
  isRecording: boolean;
  segmentSeconds: number;
  intervalSeconds: number;
  folder: string;
  /** Pictures since the start. */
  frames: number;
  elapsedSeconds: number;
  mode: RecordingMode;
  region: Rectangle | null;
  screen: number | null;
  /** Why it stopped by itself; null = it did not. */
  problem: string | null;
}

/** Records the screen into files, until it is stopped. */
export interface Recorder {
  monitors(): Promise<Monitor[]>;
  status(): RecorderStatus;
  /**
   * Throws `invalid_input` for what makes no sense, `forbidden` where the person has not allowed it, `conflict` where
   * it is under way, `unavailable` where there is no screen. Nothing is changed then.
   */
  start(scope: Scope, request: RecordingRequest): Promise<void>;
  /** Resolves once the last file is whole. */
  stop(): Promise<void>;
}

export interface RecorderDeps {
  store: Store;
  screen: Screen;
  encoder: Encoder;
  /** The person allowed it. */
  isAllowed: boolean;
  excluded: readonly string[];
  folder: string;
  clock: Clock;
  log: Log;
}

const DEFAULTS = { segmentSeconds: 60, intervalSeconds: 2, mode: 'fullscreen' as const, region: null, screen: null };
const NOT_ALLOWED =
  'Recording the screen is not allowed yet: start the service with --allow-capture (LOCI_ALLOW_CAPTURE=true). On macOS also allow it under Screen Recording.';
/** Without a first picture after so long, there will be none: three intervals, within these bounds, ms. */
const FIRST_PICTURE = { least: 4_000, most: 30_000 } as const;

/** What runs from start to stop. */
interface Run {
  scope: Scope;
  request: RecordingRequest;
  region: Rectangle | null;
  startedAt: number;
  frames: number;
  capture: Capture | null;
  segment: Segment | null;
  /** Frames are taken one after the other. */
  work: Promise<void>;
  lastFailure: string | null;
  deadline: NodeJS.Timeout | undefined;
}

export function createRecorder(deps: RecorderDeps): Recorder {
  const { screen, isAllowed, excluded, folder, clock, log } = deps;
  let run: Run | null = null;
  let isStarting = false;
  let settings: Omit<RecordingRequest, 'region'> & { region: Rectangle | null } = DEFAULTS;
  let problem: string | null = null;

  const end = async (ending: Run): Promise<void> => {
    if (run === ending) run = null;
    clearTimeout(ending.deadline);
    await ending.capture?.stop();
    await ending.work;
    await ending.segment?.finish(true);
    ending.segment = null;
  };

  const fail = (failing: Run, reason: string): void => {
    if (run !== failing) return;
    problem = reason;
    log.warn('The recording stopped', { reason });
    void end(failing).catch((error: unknown) =>
      log.error('The last recording is not whole', { reason: toCoreError(error).message }),
    );
  };

  return {
    monitors: () => screen.monitors(),
    status: () => ({
      isRecording: run !== null,
      segmentSeconds: settings.segmentSeconds,
      intervalSeconds: settings.intervalSeconds,
      folder,
      frames: run?.frames ?? 0,
      elapsedSeconds: run ? (clock.now() - run.startedAt) / 1000 : 0,
      mode: settings.mode,
      region: settings.region,
      screen: settings.screen,
      problem,
    }),
    async start(scope, request) {
      const monitors = await screen.monitors();
      const area = areaOf(request, monitors);
      if (!isAllowed) throw new CoreError('forbidden', NOT_ALLOWED);
      if (run || isStarting) throw new CoreError('conflict', 'Recording is under way already');
      if (monitors.length === 0) throw new CoreError('unavailable', 'Recording not available: no screen can be seen');
      isStarting = true;
      try {
        const region = area.region ?? null;
        const starting = newRun(scope, request, region, clock.now());
        problem = null;
        settings = { ...request, region };
        run = starting;
        starting.deadline = setTimeout(
          () => fail(starting, starting.lastFailure ?? 'No picture of the screen could be had'),
          patienceOf(request),
        );
        starting.capture = await screen.capture(
          { monitors: area.monitors, region: area.region, intervalMs: request.intervalSeconds * 1000, excluded },
          (frame) => {
            starting.work = starting.work
              .then(() => take(deps, starting, frame))
              .catch((error: unknown) => fail(starting, toCoreError(error).message));
          },
          ({ message }) => {
            starting.lastFailure = message;
          },
        );
      } finally {
        isStarting = false;
      }
    },
    async stop() {
      if (run) await end(run);
    },
  };
}

/** One look at the screen goes into the present file, or begins the next one. */
async function take({ store, encoder, folder }: RecorderDeps, running: Run, frame: Frame): Promise<void> {
  const { request, scope, region } = running;
  clearTimeout(running.deadline);
  running.frames++;
  const isFull = running.segment && frame.at - running.segment.startedAt >= request.segmentSeconds * 1000;
  // A new file begins with a picture; until one comes, the old one goes on.
  if (isFull && frame.pixels) {
    await running.segment?.finish(false);
    running.segment = null;
  }
  if (running.segment) running.segment.add(frame);
  else if (frame.pixels) {
    const about = { userId: scope.user.id, mode: request.mode, region, screen: request.screen };
    running.segment = await openSegment({ store, encoder, folder }, frame, about);
  }
}

function newRun(scope: Scope, request: RecordingRequest, region: Rectangle | null, startedAt: number): Run {
  return {
    scope,
    request,
    region,
    startedAt,
    frames: 0,
    capture: null,
    segment: null,
    work: Promise.resolve(),
    lastFailure: null,
    deadline: undefined,
  };
}

/** How long the first picture is waited for, ms. */
function patienceOf({ intervalSeconds }: RecordingRequest): number {
  return Math.max(FIRST_PICTURE.least, Math.min(FIRST_PICTURE.most, intervalSeconds * 3000 + 2000));
}
