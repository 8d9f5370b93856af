import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Studio } from '../../ports/studio.js';
import type { FromStudio, StudioWork, StudioWorkerData } from './protocol.js';

export interface StudioOptions {
  workerFile: string;
  wasmFile: string;
  fontsFolder: string;
  log: Log;
}

type Result = Exclude<FromStudio, { kind: 'progress' | 'failed' }>;

/** Draws in a worker for each piece of work: nothing of it stays, and a crash takes only that piece along. */
export function createStudio({ workerFile, log, ...places }: StudioOptions): Studio {
  /** Resolves with the result of that kind. The worker has ended by then, in whatever way. */
  const run = async <Kind extends Result['kind']>(
    kind: Kind,
    work: StudioWork,
    progress: (fraction: number) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<Extract<Result, { kind: Kind }>> => {
    signal?.throwIfAborted();
    const worker = new Worker(workerFile, { workerData: { ...places, work } satisfies StudioWorkerData });
    let giveUp = (): void => undefined;
    try {
      return await new Promise((resolve, reject) => {
        const broken = (why: string, cause?: unknown): void => {
          log.error('Drawing broke down', { why, cause: cause instanceof Error ? cause.message : 'unknown' });
          reject(new CoreError('unavailable', `Drawing ${why}`, { cause }));
        };
        giveUp = () => reject(new CoreError('cancelled', 'Cancelled'));
        signal?.addEventListener('abort', giveUp);
        worker.on('message', (message: FromStudio) => {
          if (message.kind === 'progress') progress(message.fraction);
          else if (message.kind === 'failed')
            reject(new CoreError(message.isFull ? 'storage_full' : 'unavailable', message.message));
          else if (message.kind === kind) resolve(message as Extract<Result, { kind: Kind }>);
        });
        worker.once('error', (cause) => broken('failed', cause));
        worker.once('exit', () => reject(new CoreError('unavailable', 'Drawing ended before it was done')));
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
      await worker.terminate();
    }
  };

  return {
    async film(storyboard, { video, thumbnail }, progress, signal) {
      const parts = { video: `${video}.part`, thumbnail: `${thumbnail}.part` };
      try {
        const { facts } = await run('film', { kind: 'film', storyboard, video, thumbnail }, progress, signal);
        if (!facts) throw new CoreError('unavailable', 'The film cannot be played');
        return facts;
      } catch (thrown) {
        const unfinished = [parts.video, parts.thumbnail, video, thumbnail];
        await Promise.all(unfinished.map((file) => rm(file, { force: true })));
        throw thrown;
      }
    },
    async still(storyboard, file, signal) {
      await run('done', { kind: 'still', storyboard, file }, undefined, signal);
    },
    async inspect(file) {
      return (await run('film', { kind: 'inspect', file })).facts;
    },
    async picture(svg, side) {
      return Buffer.from((await run('picture', { kind: 'picture', svg, side })).png);
    },
  };
}
