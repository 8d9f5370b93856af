import { z } from 'zod';
import { localTime } from '../../core/activity/tracking.js';
import type { Recording } from '../../ports/entities.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import { scopeOf } from './threads.js';

const tag = 'Video';

const Video = z.object({
  filename: z.string(),
  timestamp: z.string(),
  frame_count: z.int(),
  fps: z.number(),
  duration: z.number(),
  file_size: z.int(),
  recording_mode: z.string(),
  window_title: z.string().nullable(),
  app_name: z.string(),
  audio_source: z.null(),
  tags: z.array(z.string()),
});

const NIGHT = { from: 24, name: 'night' };
const PARTS = [{ from: 6, name: 'night' }, { from: 12, name: 'morning' }, { from: 18, name: 'afternoon' }, NIGHT];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const APP_NAMES = { fullscreen: 'all-screens', 'fullscreen-single': 'single-screen', region: 'region-capture' };
const TAG_MODES = { fullscreen: 'full', 'fullscreen-single': 'single-screen', region: 'region-window' };

function tagsOf({ mode, app, durationSeconds, startedAt }: Recording): string[] {
  const date = new Date(startedAt);
  const hour = date.getHours();
  const length = durationSeconds < 30 ? 'short' : durationSeconds < 180 ? 'medium' : 'long';
  const part = hour >= 18 ? 'evening' : (PARTS.find(({ from }) => hour < from) ?? NIGHT).name;
  return [
    `mode:${TAG_MODES[mode]}`,
    ...(app === '' ? [] : [`app:${app}`]),
    `length:${length}`,
    `weekday:${WEEKDAYS[date.getDay()] ?? ''}`,
    `time:${part}`,
    'audio:none',
  ];
}

const toVideo = (recording: Recording): z.input<typeof Video> => ({
  filename: recording.file,
  timestamp: localTime(recording.endedAt),
  frame_count: recording.frames,
  fps: recording.durationSeconds > 0 ? recording.frames / recording.durationSeconds : 0,
  duration: recording.durationSeconds,
  file_size: recording.bytes,
  recording_mode: recording.mode,
  window_title: recording.title === '' ? null : recording.title,
  app_name: recording.app === '' ? APP_NAMES[recording.mode] : recording.app,
  audio_source: null,
  tags: tagsOf(recording),
});

export const listVideos = route({
  id: 'listVideos',
  method: 'get',
  path: '/video/list',
  tag,
  summary: 'The recordings, newest first; those whose file is gone are forgotten',
  reply: z.object({ videos: z.array(Video) }),
  handle: async (_input, core) => ({ videos: (await core.library.list(await scopeOf(core))).map(toVideo) }),
});

const ByFile = z.object({ filename: z.string() });

export const getVideoFile = route({
  id: 'getVideoFile',
  method: 'get',
  path: '/video/file',
  tag,
  summary: 'A recording itself, with ranges',
  query: ByFile,
  produces: 'video/mp4',
  reply: z.string(),
  async handle({ query }, core) {
    const { file } = await core.library.require(await scopeOf(core), query.filename);
    return reply.file('video/mp4', file);
  },
});

export const deleteVideo = route({
  id: 'deleteVideo',
  method: 'delete',
  path: '/video/file',
  tag,
  summary: 'Delete a recording with its file, for good',
  query: ByFile,
  reply: z.object({ deleted: z.int() }),
  async handle({ query }, core) {
    await core.library.remove(await scopeOf(core), query.filename);
    return { deleted: 1 };
  },
});

export const playableVideo = route({
  id: 'playableVideo',
  method: 'post',
  path: '/video/playable',
  tag,
  summary: 'A form of the recording that plays everywhere: it is one already',
  body: z.object({ filename: z.string() }),
  reply: z.object({ filename: z.string() }),
  async handle({ body }, core) {
    const { file } = await core.library.require(await scopeOf(core), body.filename);
    return { filename: file };
  },
});
