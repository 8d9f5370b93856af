import { extname } from 'node:path';
import { z } from 'zod';
import { localTime } from '../../core/activity/tracking.js';
import type { Recording } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import { reply } from '../reply.js';
import { lax } from '../lax.js';
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
  content_tags: z.array(z.string()),
  content_keywords: z.array(z.string()),
  content_summary: z.string().nullable(),
  analysis_status: z.literal('ready'),
});

const NIGHT = { from: 24, name: 'night' };
const PARTS = [{ from: 6, name: 'night' }, { from: 12, name: 'morning' }, { from: 18, name: 'afternoon' }, NIGHT];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const APP_NAMES = { fullscreen: 'all-screens', 'fullscreen-single': 'single-screen', region: 'region-capture' };
const TAG_MODES = { fullscreen: 'full', 'fullscreen-single': 'single-screen', region: 'region-window' };

function tagsOf({ mode, app, durationSeconds, startedAt, keywords }: Recording): string[] {
  const date = new Date(startedAt);
  const hour = date.getHours();
  const length = durationSeconds < 30 ? 'short' : durationSeconds < 180 ? 'medium' : 'long';
  const part = hour >= 18 ? 'evening' : (PARTS.find(({ from }) => hour < from) ?? NIGHT).name;
  return [
    `mode:${TAG_MODES[mode]}`,
    ...(app === '' ? [] : [`app:${app}`]),
    ...keywords.map((keyword) => `keyword:${keyword}`),
    `length:${length}`,
    `weekday:${WEEKDAYS[date.getDay()] ?? ''}`,
    `time:${part}`,
    'audio:none',
  ];
}

const contentOf = ({ keywords, summary }: Recording) => ({
  content_tags: keywords.map((keyword) => `topic:${keyword}`),
  content_keywords: keywords,
  content_summary: summary,
});

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
  ...contentOf(recording),
  analysis_status: 'ready',
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

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
};

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
    const type = TYPES[extname(query.filename).toLowerCase()] ?? 'application/octet-stream';
    return reply.file(type, await core.library.open(await scopeOf(core), query.filename));
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

export const videoThumbnail = route({
  id: 'videoThumbnail',
  method: 'get',
  path: '/video/thumbnail',
  tag,
  summary: 'A small picture of a recording',
  query: ByFile,
  produces: 'image/jpeg',
  reply: z.string(),
  async handle({ query }, core) {
    return reply.bytes('image/jpeg', await core.library.thumbnail(await scopeOf(core), query.filename));
  },
});

const Text = z.object({
  id: z.string(),
  time: z.string(),
  offset: z.number(),
  screen: z.int(),
  app_name: z.string(),
  window_title: z.string(),
  text: z.string(),
});

export const videoText = route({
  id: 'videoText',
  method: 'get',
  path: '/video/text',
  tag,
  summary: 'What was read from the screen in a recording, in order',
  query: ByFile.extend({
    offset: lax.int({ min: 0 }).default(0),
    limit: lax.int({ min: 1, max: 1000 }).default(200),
  }),
  reply: z.object({ texts: z.array(Text), total: z.int() }),
  async handle({ query: { filename, ...slice } }, core) {
    const scope = await scopeOf(core);
    const { id: recordingId, startedAt } = await core.library.require(scope, filename);
    const { items, total } = await core.screenTexts.list(scope, { recordingId, order: 'oldest', ...slice });
    const texts = items.map(({ id, at, screen, app, title, content }) => ({
      id,
      time: localTime(at),
      offset: Math.max(0, at - startedAt) / 1000,
      screen,
      app_name: app,
      window_title: title,
      text: content,
    }));
    return { texts, total };
  },
});

export const reanalyseVideo = route({
  id: 'reanalyzeVideo',
  method: 'post',
  path: '/video/reanalyze',
  tag,
  summary: 'Say anew what a recording shows, from what was read of it',
  body: z.object({ filename: z.string() }),
  reply: z.object({
    ok: z.literal(true),
    filename: z.string(),
    content_tags: z.array(z.string()),
    content_keywords: z.array(z.string()),
    content_summary: z.string().nullable(),
  }),
  async handle({ body }, core) {
    const recording = await core.library.describe(await scopeOf(core), body.filename);
    return { ok: true as const, filename: recording.file, ...contentOf(recording) };
  },
});

/** What editors and browsers play. */
const PLAYABLE = /\.(mp4|mov|m4v|webm)$/i;

export const playableVideo = route({
  id: 'playableVideo',
  method: 'post',
  path: '/video/playable',
  tag,
  summary: 'A form of the recording that plays everywhere: what is recorded here is one already',
  body: z.object({ filename: z.string() }),
  reply: z.object({ filename: z.string() }),
  async handle({ body }, core) {
    if (body.filename.trim() === '') throw new CoreError('invalid_input', 'filename is required');
    const { file } = await core.library.require(await scopeOf(core), body.filename);
    if (PLAYABLE.test(file)) return { filename: file };
    return reply.json(500, { detail: 'This kind of video is not converted here: import it as MP4' });
  },
});
