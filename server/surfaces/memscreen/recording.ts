import { z } from 'zod';
import type { RecordingMode } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import { lax } from '../lax.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import { scopeOf } from './threads.js';

const tag = 'Recording';
const MAX_SECONDS = 86_400;

const MODES: Readonly<Record<string, RecordingMode>> = {
  fullscreen: 'fullscreen',
  'fullscreen-single': 'fullscreen-single',
  region: 'region',
  // Newer clients send the window's place as a region.
  window: 'region',
};

const Start = z
  .object({
    duration: lax.int({ min: 1, max: MAX_SECONDS }).default(60),
    interval: lax.float({ min: 0.1, max: 3600 }).default(2),
    mode: z.string().nullish(),
    region: z.array(lax.float()).nullish(),
    screen_index: lax.int().nullish(),
    audio_source: z.string().nullish(),
  })
  .optional();

export const startRecording = route({
  id: 'startRecording',
  method: 'post',
  path: '/recording/start',
  tag,
  summary: 'Record the screen, in files of `duration` seconds, a picture every `interval` seconds',
  body: Start,
  reply: z.object({ ok: z.literal(true) }),
  async handle({ body }, core) {
    const { duration = 60, interval = 2, mode, region, screen_index: screen, audio_source: audio } = body ?? {};
    const known = MODES[mode ?? 'fullscreen'];
    if (!known) throw new CoreError('invalid_input', `Invalid mode: ${mode ?? ''}`);
    if (audio && audio !== 'none')
      throw new CoreError('invalid_input', 'Audio is not recorded: audio_source must be none');
    try {
      await core.recorder.start(await scopeOf(core), {
        segmentSeconds: duration,
        intervalSeconds: interval,
        mode: known,
        region: known === 'region' ? (region ?? null) : null,
        screen: known === 'fullscreen' ? null : (screen ?? null),
      });
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

const Status = z.object({
  is_recording: z.boolean(),
  duration: z.int(),
  interval: z.number(),
  output_dir: z.string(),
  frame_count: z.int(),
  elapsed_time: z.number(),
  mode: z.enum(['fullscreen', 'fullscreen-single', 'region']),
  region: z.array(z.int()).nullable(),
  screen_index: z.int().nullable(),
  last_failure_message: z.string().nullable(),
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
      duration: status.segmentSeconds,
      interval: status.intervalSeconds,
      output_dir: status.folder,
      frame_count: status.frames,
      elapsed_time: status.elapsedSeconds,
      mode: status.mode,
      region: region && [region.x, region.y, region.x + region.width, region.y + region.height],
      screen_index: status.screen,
      last_failure_message: status.problem,
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
