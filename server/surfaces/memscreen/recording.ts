import { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { RecordingRequest } from '../../core/recording/recorder.js';
import type { RecordingMode } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import { lax } from '../lax.js';
import { reply } from '../reply.js';
import { route, type Route } from '../route.js';
import { scopeOf } from './threads.js';

const tag = 'Recording';

const MODES: Readonly<Record<string, RecordingMode>> = {
  fullscreen: 'fullscreen',
  'fullscreen-single': 'fullscreen-single',
  region: 'region',
  // Newer clients send the window's place as a region.
  window: 'region',
};

/** Throws `invalid_input`. */
function modeOf(name: string): RecordingMode {
  const known = MODES[name.trim().toLowerCase()];
  if (!known) throw new CoreError('invalid_input', `Invalid recording mode: ${name}`);
  return known;
}

const VIDEO_FORMATS = ['mp4', 'mov', 'mkv', 'avi'];
const AUDIO_FORMATS = ['wav', 'm4a', 'mp3', 'aac'];
const AUDIO_SOURCES = ['mixed', 'system_audio', 'microphone', 'none'];

const Start = z.object({
  duration: lax.int().default(60),
  interval: lax.float().default(2),
  mode: z.string().nullish(),
  region: z.array(lax.float()).nullish(),
  screen_index: lax.int().nullish(),
  screen_display_id: lax.int().nullish(),
  audio_source: z.string().nullish(),
  video_format: z.string().nullish(),
  audio_format: z.string().nullish(),
});

/** What newer clients send along is not made here, but nonsense is told apart. */
function checkFormats({
  audio_source: audio,
  video_format: video,
  audio_format: format,
}: z.output<typeof Start>): void {
  const check = (name: string, value: string | null | undefined, known: readonly string[]): void => {
    if (value && !known.includes(value)) throw new CoreError('invalid_input', `Invalid ${name}: ${value}`);
  };
  check('audio_source', audio, AUDIO_SOURCES);
  check('video_format', video, VIDEO_FORMATS);
  check('audio_format', format, AUDIO_FORMATS);
  if (audio && audio !== 'none')
    throw new CoreError('invalid_input', 'Audio is not recorded: audio_source must be none');
}

const DURATION = { least: 1, most: 86_400 };
const INTERVAL = { least: 0.1, most: 60 };

/** Without a mode the one of the last recording is kept, with what it was about. */
function requestOf(body: z.output<typeof Start>, last: RecordingRequest): RecordingRequest {
  const { duration, interval, region, screen_index: index, screen_display_id: display } = body;
  const within = (name: string, value: number, { least, most }: typeof DURATION): void => {
    if (value < least || value > most)
      throw new CoreError('invalid_input', `Invalid ${name}: ${value}; it is from ${least} to ${most}`);
  };
  within('duration', duration, DURATION);
  within('interval', interval, INTERVAL);
  checkFormats(body);
  const times = { segmentSeconds: duration, intervalSeconds: interval };
  if (body.mode === null || body.mode === undefined) return { ...last, ...times };
  const mode = modeOf(body.mode);
  return {
    ...times,
    mode,
    region: mode === 'region' ? (region ?? null) : null,
    screen: mode === 'fullscreen' ? null : (index ?? display ?? null),
  };
}

export const startRecording = route({
  id: 'startRecording',
  method: 'post',
  path: '/recording/start',
  tag,
  summary: 'Record the screen, in files of `duration` seconds, a picture every `interval` seconds',
  body: Start,
  reply: z.object({ ok: z.literal(true) }),
  async handle({ body }, core) {
    try {
      await core.recorder.start(await scopeOf(core), requestOf(body, core.recorder.request));
    } catch (thrown) {
      const error = toCoreError(thrown);
      if (error.code === 'conflict') return reply.json(500, { detail: error.message });
      throw error;
    }
    return { ok: true as const };
  },
});

export const stopRecording = route({
  id: 'stopRecording',
  method: 'post',
  path: '/recording/stop',
  tag,
  summary: 'Stop recording; the last file is whole when this answers',
  reply: z.object({ ok: z.literal(true) }),
  async handle(_input, core) {
    await core.recorder.stop();
    return { ok: true as const };
  },
});

const pausing = (id: string, path: `/${string}`, summary: string, act: (core: Core) => Promise<void>): Route =>
  route({
    id,
    method: 'post',
    path,
    tag,
    summary,
    reply: z.object({ ok: z.literal(true), is_paused: z.boolean() }),
    async handle(_input, core) {
      await act(core);
      return { ok: true as const, is_paused: core.recorder.status().isPaused };
    },
  });

export const pauseRecording = pausing(
  'pauseRecording',
  '/recording/pause',
  'Look at nothing until it is resumed; what was recorded is whole',
  ({ recorder }) => recorder.pause(),
);
export const resumeRecording = pausing(
  'resumeRecording',
  '/recording/resume',
  'Go on with a recording that was paused',
  ({ recorder }) => recorder.resume(),
);

const Status = z.object({
  is_recording: z.boolean(),
  is_paused: z.boolean(),
  duration: z.int(),
  interval: z.number(),
  output_dir: z.string(),
  frame_count: z.int(),
  elapsed_time: z.number(),
  mode: z.enum(['fullscreen', 'fullscreen-single', 'region']),
  region: z.array(z.int()).nullable(),
  screen_index: z.int().nullable(),
  unchanged_count: z.int(),
  skipped_count: z.int(),
  last_failure_message: z.string().nullable(),
  reading_failure_message: z.string().nullable(),
});

export const recordingStatus = route({
  id: 'recordingStatus',
  method: 'get',
  path: '/recording/status',
  tag,
  summary: 'Whether the screen is recorded, and how',
  reply: Status,
  handle(_input, { recorder }) {
    const { region, ...status } = recorder.status();
    const body: z.input<typeof Status> = {
      is_recording: status.isRecording,
      is_paused: status.isPaused,
      duration: status.segmentSeconds,
      interval: status.intervalSeconds,
      output_dir: status.folder,
      frame_count: status.frames,
      elapsed_time: status.elapsedSeconds,
      mode: status.mode,
      region: region && [region.x, region.y, region.x + region.width, region.y + region.height],
      screen_index: status.screen,
      unchanged_count: status.unchanged,
      skipped_count: status.skipped,
      last_failure_message: status.problem,
      reading_failure_message: status.readingProblem,
    };
    // One client wants a decimal point in the interval, and none in the counts.
    const text = JSON.stringify(body).replace(/"interval":(\d+)(?=[,}])/, '"interval":$1.0');
    return Promise.resolve(reply.text('application/json', text));
  },
});

export const listScreens = route({
  id: 'listScreens',
  method: 'get',
  path: '/recording/screens',
  tag,
  summary: 'The screens that can be recorded; none without a display',
  reply: z.object({
    screens: z.array(
      z.object({ index: z.int(), name: z.string(), width: z.int(), height: z.int(), is_primary: z.boolean() }),
    ),
  }),
  handle: async (_input, { recorder }) => ({
    screens: (await recorder.monitors()).map(({ index, name, width, height, isPrimary }) => ({
      index,
      name,
      width,
      height,
      is_primary: isPrimary,
    })),
  }),
});

export const previewRecording = route({
  id: 'previewRecording',
  method: 'get',
  path: '/recording/preview',
  tag,
  summary: 'What is being recorded, now, as a picture',
  query: z.object({ width: lax.int({ min: 64, max: 3840 }).default(960) }),
  produces: 'image/jpeg',
  reply: z.string(),
  async handle({ query }, { recorder }) {
    const picture = await recorder.preview(query.width);
    if (!picture) throw new CoreError('not_found', 'Nothing is being recorded');
    return reply.bytes('image/jpeg', picture);
  },
});

export const diagnoseAudio = route({
  id: 'diagnoseAudio',
  method: 'get',
  path: '/recording/audio/diagnose',
  tag,
  summary: 'Whether sound can be recorded: it is not recorded here',
  query: z.object({ source: z.string().default('mixed') }),
  reply: z.object({
    requested_source: z.string(),
    pyaudio_available: z.boolean(),
    microphone_available: z.boolean(),
    system_device_available: z.boolean(),
    system_signal_available: z.boolean(),
    message: z.string(),
    recommended_action: z.string(),
  }),
  handle({ query: { source } }) {
    if (!AUDIO_SOURCES.includes(source)) throw new CoreError('invalid_input', `Invalid source: ${source}`);
    return Promise.resolve({
      requested_source: source,
      pyaudio_available: false,
      microphone_available: false,
      system_device_available: false,
      system_signal_available: false,
      message: 'Sound is not recorded.',
      recommended_action: 'Record with audio_source none.',
    });
  },
});

export const importRecording = route({
  id: 'importRecording',
  method: 'post',
  path: '/recording/import',
  tag,
  summary: 'Take over a video that another program recorded; the file stays where it is',
  body: z.object({
    filename: z.string().default(''),
    duration_sec: lax.float().nullish(),
    mode: z.string().nullish(),
    window_title: z.string().nullish(),
    audio_source: z.string().nullish(),
  }),
  reply: z.object({
    ok: z.literal(true),
    filename: z.string(),
    imported: z.boolean(),
    existing: z.boolean().optional(),
    duration: z.number().optional(),
    fps: z.number().optional(),
    frame_count: z.int().optional(),
  }),
  async handle({ body }, core) {
    const { filename, mode, window_title: title } = body;
    if (filename.trim() === '') throw new CoreError('invalid_input', 'filename is required');
    const { recording, isNew } = await core.library.import(await scopeOf(core), {
      file: filename,
      mode: modeOf(mode ?? 'fullscreen'),
      title: title ?? '',
    });
    const { file, durationSeconds, frames } = recording;
    if (!isNew) return { ok: true as const, filename: file, imported: false, existing: true };
    const fps = durationSeconds > 0 ? frames / durationSeconds : 0;
    return { ok: true as const, filename: file, imported: true, duration: durationSeconds, fps, frame_count: frames };
  },
});
