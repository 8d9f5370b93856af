import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { FilmServer } from '../../ports/filmServer.js';
import { modelServerUrl, refuseMetadataHost } from '../modelServer/address.js';
import { ask, send, type ModelServer } from '../modelServer/request.js';
import { download } from './download.js';

export interface FilmServerOptions {
  /** With its /v1. */
  baseUrl: string;
  apiKey: string | null;
  model: string;
  pollMs?: number;
}

const SERVER = 'The video server';
const TIMEOUT_MS = 60_000;
const POLL_MS = 2_000;
const MOST_BYTES = 1024 * 1024 * 1024;

const Job = z.object({
  id: z.string().min(1),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: z.number().nullish(),
  error: z.object({ message: z.string() }).nullish(),
});
type Job = z.output<typeof Job>;

/** Any server that speaks OpenAI's `/videos`: a job is begun, asked after until it is over, and fetched. */
export function createFilmServer({ baseUrl, apiKey, model, pollMs = POLL_MS }: FilmServerOptions): FilmServer {
  const base = modelServerUrl(baseUrl);
  const server: ModelServer = { name: SERVER, apiKey, timeoutMs: TIMEOUT_MS };

  const readJob = (path: string, body: string | undefined, signal: AbortSignal): Promise<Job> =>
    ask(server, signal, async (inTime) => {
      const parsed = Job.safeParse(await (await send(server, `${base}${path}`, body, inTime)).json());
      if (!parsed.success) throw new CoreError('upstream_failed', `${SERVER} answered in an unexpected form`);
      return parsed.data;
    });

  const fetchContent = (id: string, query: string, type: RegExp, signal: AbortSignal): Promise<Buffer | null> =>
    ask(server, signal, async (inTime) => {
      const answer = await send(server, `${base}/videos/${encodeURIComponent(id)}/content${query}`, undefined, inTime);
      if (type.test(answer.headers.get('content-type') ?? '')) return download(SERVER, answer, MOST_BYTES);
      await answer.body?.cancel();
      return null;
    });

  /** Nobody waits for it any more: it need not go on there. */
  const giveUp = async (id: string): Promise<void> => {
    const url = `${base}/videos/${encodeURIComponent(id)}`;
    await refuseMetadataHost(url);
    await fetch(url, {
      method: 'DELETE',
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  };

  const follow = async (begun: Job, progress: (fraction: number) => void, signal: AbortSignal): Promise<void> => {
    for (let job = begun; job.status !== 'completed';) {
      if (job.status === 'failed') throw new CoreError('upstream_failed', `${SERVER} could not make the video`);
      progress((job.progress ?? 0) / 100);
      await sleep(pollMs, undefined, { signal });
      job = await readJob(`/videos/${encodeURIComponent(job.id)}`, undefined, signal);
    }
  };

  return {
    async film({ prompt, width, height, seconds }, progress, signal) {
      const body = { model, prompt, size: `${width}x${height}`, seconds: String(seconds) };
      const job = await readJob('/videos', JSON.stringify(body), signal);
      try {
        await follow(job, progress, signal);
        const video = await fetchContent(job.id, '', /^(?:video\/mp4|application\/octet-stream)\b/i, signal);
        if (!video) throw new CoreError('upstream_failed', `${SERVER} did not send an MP4 file`);
        const thumbnail = await fetchContent(job.id, '?variant=thumbnail', /^image\/jpeg\b/i, signal).catch(() => null);
        signal.throwIfAborted();
        return { video, thumbnail };
      } catch (thrown) {
        if (signal.aborted) await giveUp(job.id).catch(() => undefined);
        throw toCoreError(thrown);
      }
    },
  };
}
