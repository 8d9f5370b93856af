import type { Clock } from '../../ports/clock.js';
import type { Encoder } from '../../ports/encoder.js';
import type { RecordingMode } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Monitor, Rectangle, Screen } from '../../ports/screen.js';
import type { Store } from '../../ports/store.js';
import type { VideoFolder } from '../../ports/videoFolder.js';
import type { Scope } from '../memory/identity.js';
import { sightOf, type AreaRequest } from './area.js';
import type { Describing } from './describing.js';
import type { Library } from './library.js';
import type { ScreenReader } from './reading/screenReader.js';
import { createRun, type Run } from './run.js';

export interface RecordingRequest extends AreaRequest {
  /** A file ends after so long, and the next one begins. */
  segmentSeconds: number;
  intervalSeconds: number;
}

export interface RecorderStatus {
  isRecording: boolean;
  isPaused: boolean;
  segmentSeconds: number;
  intervalSeconds: number;
  folder: string;
  /** Pictures since the start; those of the last recording once it has stopped. */
  frames: number;
  /** Of these, how many showed nothing new, and how many the encoder was too slow for. */
  unchanged: number;
  skipped: number;
  elapsedSeconds: number;
  mode: RecordingMode;
  region: Rectangle | null;
  screen: number | null;
  /** Why it stopped by itself; null = it did not. */
  problem: string | null;
  /** Why the screen's text is not read; null = it is. */
  readingProblem: string | null;
}

/** Records the screen into files, until it is stopped. */
export interface Recorder {
  monitors(): Promise<Monitor[]>;
  status(): RecorderStatus;
  /** What the last request to record asked for. */
  readonly request: RecordingRequest;
  /**
   * Throws `invalid_input` for what makes no sense, `forbidden` where the person has not allowed it, `conflict` where
   * it is under way, `unavailable` where there is no screen. Nothing is changed then.
   */
  start(scope: Scope, request: RecordingRequest): Promise<void>;
  /** Resolves once the last file is whole. */
  stop(): Promise<void>;
  /** Nothing is looked at until `resume`; what was recorded is whole. Throws `conflict` where nothing is recorded. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** What is being recorded, now, as JPEG at most so wide; null = nothing is. */
  preview(width: number): Promise<Buffer | null>;
}

export interface RecorderDeps {
  store: Store;
  screen: Screen;
  encoder: Encoder;
  reader: ScreenReader;
  library: Pick<Library, 'makeRoom'>;
  describing: Describing;
  /** The person allowed it. */
  isAllowed: () => boolean;
  excluded: readonly string[];
  folder: VideoFolder;
  clock: Clock;
  log: Log;
}

const DEFAULTS: RecordingRequest = {
  segmentSeconds: 60,
  intervalSeconds: 2,
  mode: 'fullscreen',
  region: null,
  screen: null,
};
const NOT_ALLOWED =
  'Recording the screen is not allowed yet: allow it in Loci, with "loci allow-capture", or by --allow-capture at the start of the service. On macOS the Screen Recording permission is needed as well.';

export function createRecorder(deps: RecorderDeps): Recorder {
  const { screen, isAllowed, folder, clock, log } = deps;
  let run: Run | null = null;
  let isStarting = false;
  let request = DEFAULTS;
  let region: Rectangle | null = null;
  let problem: string | null = null;
  let last = { frames: 0, unchanged: 0, skipped: 0, elapsedSeconds: 0 };

  const countsOf = (running: Run): typeof last => ({
    ...running.counts(),
    elapsedSeconds: (clock.now() - running.startedAt) / 1000,
  });
  const stop = async (): Promise<void> => {
    if (!run) return;
    const ending = run;
    last = countsOf(ending);
    run = null;
    await ending.end();
  };
  const fail = (failing: Run, reason: string): void => {
    if (run !== failing) return;
    problem = reason;
    log.warn('The recording stopped', { reason });
    stop().catch((error: unknown) =>
      log.error('The last recording is not whole', { reason: toCoreError(error).message }),
    );
  };
  const require = (): Run => {
    if (!run) throw new CoreError('conflict', 'Nothing is being recorded');
    return run;
  };

  return {
    monitors: () => screen.monitors(),
    get request() {
      return request;
    },
    status: () => ({
      isRecording: run !== null,
      isPaused: run?.isPaused ?? false,
      segmentSeconds: request.segmentSeconds,
      intervalSeconds: request.intervalSeconds,
      folder: folder.path,
      ...(run ? countsOf(run) : last),
      mode: request.mode,
      region,
      screen: request.screen,
      problem,
      readingProblem: deps.reader.problem,
    }),
    async start(scope, wanted) {
      const monitors = await screen.monitors();
      const sight = sightOf(wanted, monitors);
      if (!isAllowed()) throw new CoreError('forbidden', NOT_ALLOWED);
      if (run || isStarting) throw new CoreError('conflict', 'Recording is already in progress');
      if (monitors.length === 0) throw new CoreError('unavailable', 'Recording not available: no screen can be seen');
      isStarting = true;
      try {
        await deps.library.makeRoom();
        const starting: Run = createRun(deps, { scope, request: wanted, sight, monitors }, (reason) =>
          fail(starting, reason),
        );
        [problem, request, run] = [null, wanted, starting];
        region = sight.kind === 'region' ? sight.area : null;
        await starting.resume();
      } finally {
        isStarting = false;
      }
    },
    stop,
    pause: async () => require().pause(),
    resume: async () => require().resume(),
    preview: async (width) => (run ? run.picture(width) : null),
  };
}
