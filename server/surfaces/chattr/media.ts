import { z } from 'zod';
import type { Core } from '../../core/core.js';
import { EMOTIONS } from '../../core/media/delivery.js';
import { FilmResult } from '../../core/media/films.js';
import { MEDIA_LIMITS, USUAL_VIDEO } from '../../core/media/limits.js';
import { VoiceResult } from '../../core/media/voices.js';
import type { Task, TaskState } from '../../ports/entities.js';
import { CoreError, isCoreErrorCode } from '../../ports/errors.js';
import { FILM_STYLES } from '../../ports/studio.js';
import { lax } from '../lax.js';
import { reply, type Reply } from '../reply.js';
import { route, type RequestFacts, type Route } from '../route.js';
import { assetUrl } from './assets.js';
import type { Buckets } from './buckets.js';
import { callerOf, iso, type Context } from './context.js';
import { refusalOf, refuse } from './errors.js';

const tag = 'Media';
const ASYNC = 'With `"async": true` it answers 202 at once; `GET /api/v1/media/status/{request_id}` tells the rest.';

const Asked = z.object({
  text: z
    .string()
    .max(MEDIA_LIMITS.text)
    .refine((text) => text.trim() !== '', { error: 'must not be empty' }),
  character_id: z
    .string()
    .nullish()
    .transform((id) => id ?? 'assistant'),
  async: lax.bool().nullish(),
});

const VoiceBody = Asked.extend({
  voice_settings: z
    .object({
      speed: lax.float(MEDIA_LIMITS.speed).nullish(),
      pitch: lax.float(MEDIA_LIMITS.pitch).nullish(),
      emotion: z.enum(EMOTIONS).nullish(),
    })
    .nullish(),
});

const isEven = (side: number): boolean => side % 2 === 0;
const side = () => lax.int(MEDIA_LIMITS.side).refine(isEven, { error: 'must be even' }).nullish();

const VideoBody = Asked.extend({
  video_settings: z
    .object({
      width: side(),
      height: side(),
      duration_seconds: lax.float(MEDIA_LIMITS.seconds).nullish().describe('Absent: as long as the text takes to tell'),
      style: z.enum(FILM_STYLES).nullish(),
    })
    .nullish(),
});

const VoiceMade = z.object({
  audio_url: z.string(),
  duration_seconds: z.number(),
  file_size_bytes: z.int(),
  format: z.literal('wav'),
  generated_at: z.string(),
});

const VideoMade = z.object({
  video_url: z.string(),
  thumbnail_url: z.string(),
  duration_seconds: z.number(),
  resolution: z.string(),
  file_size_bytes: z.int(),
  generated_at: z.string(),
  narration: FilmResult.shape.narration,
  note: z.string().nullable().describe('What there is to know about it'),
});

const RequestId = z.object({ request_id: z.string() });
const STATUS = {
  queued: 'queued',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<TaskState, string>;

const Status = RequestId.extend({
  status: z.enum(['queued', 'processing', 'completed', 'failed', 'cancelled']),
  progress: z.int().min(0).max(100),
  media_type: z.enum(['voice', 'video']),
  step: z.string().describe('What is being done'),
  result: z.union([VoiceMade, VideoMade]).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  created_at: z.string(),
  completed_at: z.string().nullable(),
});

const PREFIX = 'media_req_';
const requestIdOf = ({ id }: Task): string => `${PREFIX}${id}`;
const taskIdOf = (requestId: string): string => (requestId.startsWith(PREFIX) ? requestId.slice(PREFIX.length) : '');

function toVoice(task: Task): z.input<typeof VoiceMade> {
  const { audio, durationSeconds, bytes, madeAt } = VoiceResult.parse(task.result);
  return {
    audio_url: assetUrl('audio', audio),
    duration_seconds: round(durationSeconds),
    file_size_bytes: bytes,
    format: 'wav',
    generated_at: iso(madeAt),
  };
}

function toVideo(task: Task): z.input<typeof VideoMade> {
  const made = FilmResult.parse(task.result);
  return {
    video_url: assetUrl('video', made.video),
    thumbnail_url: assetUrl('video', made.thumbnail),
    duration_seconds: round(made.durationSeconds),
    resolution: `${made.width}x${made.height}`,
    file_size_bytes: made.bytes,
    generated_at: iso(made.madeAt),
    narration: made.narration,
    note: made.note,
  };
}

/** To a millisecond. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function toStatus(task: Task): z.input<typeof Status> {
  const isOver = !['queued', 'running'].includes(task.state);
  const made = task.kind === 'voice' ? toVoice : toVideo;
  return {
    request_id: requestIdOf(task),
    status: STATUS[task.state],
    progress: Math.round(task.progress * 100),
    media_type: task.kind === 'voice' ? 'voice' : 'video',
    step: task.message,
    result: task.state === 'succeeded' ? made(task) : null,
    error: task.error === null ? null : { code: refusalOf(errorOf(task)).code, message: task.error.message },
    created_at: iso(task.createdAt),
    completed_at: isOver ? iso(task.updatedAt) : null,
  };
}

/** Why a task did not succeed. */
function errorOf({ error, state }: Task): CoreError {
  if (error && isCoreErrorCode(error.code)) return new CoreError(error.code, error.message);
  return new CoreError(state === 'cancelled' ? 'cancelled' : 'internal', error?.message ?? 'The request was cancelled');
}

/** Begins a request within its rate limit and answers at once, or when it is over. Whoever hangs up calls it off. */
async function serve<Made>(
  core: Core,
  { facts, limit, isAsync }: { facts: RequestFacts; limit: Buckets; isAsync: boolean },
  begin: () => Promise<Task>,
  made: (task: Task) => Made,
): Promise<(Made & { request_id: string }) | Reply> {
  const refused = limit.take(callerOf(facts).owner);
  if (refused) return refuse(refused);
  const begun = await begin();
  if (isAsync) return reply.json(202, toStatus(begun));
  facts.signal.addEventListener('abort', () => void core.media.cancel(begun.id).catch(() => undefined));
  const task = await core.tasks.settled(begun.id);
  if (task.state !== 'succeeded') throw errorOf(task);
  return { request_id: requestIdOf(task), ...made(task) };
}

const generateVoice = ({ voices }: Context): Route =>
  route({
    id: 'generateVoice',
    method: 'post',
    path: '/api/v1/media/voice',
    tag,
    summary: 'Speak a text',
    description: ASYNC,
    body: VoiceBody,
    reply: RequestId.extend(VoiceMade.shape),
    handle({ body, facts }, core) {
      const { speed, pitch, emotion } = body.voice_settings ?? {};
      const settings = { speed: speed ?? 1, pitch: pitch ?? 1, emotion: emotion ?? ('neutral' as const) };
      const begin = () => core.media.requestVoice({ text: body.text, characterId: body.character_id, settings });
      return serve(core, { facts, limit: voices, isAsync: body.async === true }, begin, toVoice);
    },
  });

const generateVideo = ({ videos }: Context): Route =>
  route({
    id: 'generateVideo',
    method: 'post',
    path: '/api/v1/media/video',
    tag,
    summary: 'Make a narrated video of a text',
    description: `${ASYNC} Where no voice can speak, the video is silent and \`note\` says so.`,
    body: VideoBody,
    reply: RequestId.extend(VideoMade.shape),
    handle({ body, facts }, core) {
      const { width, height, duration_seconds: seconds, style } = body.video_settings ?? {};
      const wanted = {
        width: width ?? USUAL_VIDEO.width,
        height: height ?? USUAL_VIDEO.height,
        seconds: seconds ?? null,
        style: style ?? USUAL_VIDEO.style,
      };
      const begin = () => core.media.requestVideo({ text: body.text, characterId: body.character_id, ...wanted });
      return serve(core, { facts, limit: videos, isAsync: body.async === true }, begin, toVideo);
    },
  });

export const mediaStatus = route({
  id: 'mediaStatus',
  method: 'get',
  path: '/api/v1/media/status/{request_id}',
  tag,
  summary: 'How far a media request is',
  params: RequestId,
  reply: Status,
  handle: async ({ params }, core) => toStatus(await core.media.request(taskIdOf(params.request_id))),
});

const cancelMedia = route({
  id: 'cancelMedia',
  method: 'delete',
  path: '/api/v1/media/status/{request_id}',
  tag,
  summary: 'Call a media request off; one that is over stays as it is',
  params: RequestId,
  reply: Status,
  handle: async ({ params }, core) => toStatus(await core.media.cancel(taskIdOf(params.request_id))),
});

export const mediaRoutes = (context: Context): Route[] => [generateVoice(context), generateVideo(context), cancelMedia];
