import { z } from 'zod';
import { Id, Moment, Nothing, Slice } from './common.js';
import { request } from './define.js';

export const CaptureMode = z.enum(['fullscreen', 'fullscreen-single', 'region']);
export type CaptureMode = z.output<typeof CaptureMode>;

/** In the pixels of the desktop. */
const Rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const RecordingStatus = z.object({
  /** The person allowed screen and input to be recorded. */
  isAllowed: z.boolean(),
  isRecording: z.boolean(),
  isPaused: z.boolean(),
  frames: z.int(),
  elapsedSeconds: z.number(),
  mode: CaptureMode,
  region: Rectangle.nullable(),
  screen: z.int().nullable(),
  intervalSeconds: z.number(),
  segmentSeconds: z.number(),
  /** Why it stopped by itself; null = it did not. */
  problem: z.string().nullable(),
  /** Why the screen's text is not read; null = it is. */
  readingProblem: z.string().nullable(),
  isTracking: z.boolean(),
  /** Presses since the last session. */
  tracked: z.int(),
});
export type RecordingStatus = z.output<typeof RecordingStatus>;

export const RecordingRow = z.object({
  id: Id,
  startedAt: Moment,
  endedAt: Moment,
  seconds: z.number(),
  bytes: z.number(),
  app: z.string(),
  title: z.string(),
  summary: z.string().nullable(),
  keywords: z.array(z.string()),
  /** It is still being written. */
  isOpen: z.boolean(),
  /** Both on the service, good for some minutes. */
  thumbnailUrl: z.string(),
  videoUrl: z.string(),
  fileName: z.string(),
});
export type RecordingRow = z.output<typeof RecordingRow>;

/** What came onto the screen at a moment of a recording. */
export const ShownText = z.object({
  id: Id,
  at: Moment,
  app: z.string(),
  title: z.string(),
  text: z.string(),
});
export type ShownText = z.output<typeof ShownText>;

export const ActivityRow = z.object({
  id: z.int(),
  start: z.string(),
  end: z.string(),
  events: z.int(),
  keystrokes: z.int(),
  clicks: z.int(),
});
export type ActivityRow = z.output<typeof ActivityRow>;

const ProcessPicture = z.object({
  /** SVG, with its own classes. */
  svg: z.string(),
  steps: z.array(z.object({ name: z.string(), visits: z.int(), seconds: z.number() })),
});

/** What the Recordings panel asks. */
export const RECORDING_REQUESTS = {
  'recordings.status': request(Nothing, RecordingStatus),
  'recordings.allow': request(z.object({ isAllowed: z.boolean() }), RecordingStatus),
  'recordings.screens': request(
    Nothing,
    z.object({ screens: z.array(Rectangle.extend({ index: z.int(), name: z.string(), isPrimary: z.boolean() })) }),
  ),
  /** `region`: in the pixels of the desktop; for mode `region` alone. */
  'recordings.start': request(
    z.object({
      mode: CaptureMode,
      screen: z.int().min(0).max(64).nullable().default(null),
      region: Rectangle.nullable().default(null),
      intervalSeconds: z.number().min(0.1).max(3600).default(2),
      segmentSeconds: z.int().min(1).max(86_400).default(60),
    }),
    RecordingStatus,
  ),
  'recordings.stop': request(Nothing, RecordingStatus),
  'recordings.pause': request(Nothing, RecordingStatus),
  'recordings.resume': request(Nothing, RecordingStatus),
  /** What is being recorded now; `jpeg` in base64, null = nothing is. */
  'recordings.preview': request(
    z.object({ width: z.int().min(64).max(1920) }),
    z.object({ jpeg: z.string().nullable() }),
  ),
  /** The newest first. */
  'recordings.list': request(
    z.object(Slice),
    z.object({ items: z.array(RecordingRow), total: z.int(), bytes: z.number() }),
  ),
  'recordings.get': request(z.object({ id: Id }), RecordingRow),
  /** What was read of it, from its beginning on. */
  'recordings.texts': request(z.object({ id: Id, ...Slice }), z.object({ items: z.array(ShownText), total: z.int() })),
  /** In all recordings, the most fitting first. */
  'recordings.search': request(
    z.object({ text: z.string().max(10_000), limit: z.int().min(1).max(100) }),
    z.object({ items: z.array(ShownText.extend({ recordingId: Id })) }),
  ),
  /** The recording that shows a text, by the text's id or the recording's own. */
  'recordings.find': request(z.object({ id: Id, at: Moment.nullable() }), z.object({ recordingId: Id })),
  /** With its file, for good. */
  'recordings.delete': request(z.object({ id: Id }), Nothing),
  'activity.track': request(z.object({ isTracking: z.boolean() }), RecordingStatus),
  /** The newest first. */
  'activity.list': request(z.object(Slice), z.object({ items: z.array(ActivityRow), total: z.int() })),
  'activity.get': request(
    z.object({ id: z.int() }),
    ActivityRow.extend({
      /** Whole percent. */
      categories: z.array(z.object({ name: z.string(), count: z.int() })),
      primary: z.string(),
      topKeys: z.array(z.string()),
      eventsPerMinute: z.number(),
      minutes: z.number(),
      map: ProcessPicture,
    }),
  ),
  /** Of the newest sessions together. */
  'activity.map': request(Nothing, ProcessPicture),
  'activity.delete': request(z.object({ id: z.int() }), Nothing),
} as const;

export const RECORDING_EVENTS = {
  /** It is not as it was told last. */
  'recordings.status': RecordingStatus,
} as const;
