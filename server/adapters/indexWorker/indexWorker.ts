import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { SavableIndex } from '../../ports/searchIndex.js';
import type { IndexCall, IndexCalls, IndexReply, IndexWorkerData } from './protocol.js';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: CoreError): void;
}

/** Larger puts go over in pieces, so that copying them never holds up this thread and searches get their turn. */
const PUT_PIECE = 1000;

export interface IndexWorkerOptions {
  workerFile: string;
  /** Where the index is kept on disk. */
  file: string;
  log: Log;
}

/**
 * A search index that lives in a worker thread, so that indexing never holds up the service.
 * Every call is rejected with `unavailable` once the worker has ended; so is the start of one that does not come up.
 */
export async function createIndexWorker({ workerFile, file, log }: IndexWorkerOptions): Promise<SavableIndex> {
  const worker = new Worker(resolve(workerFile), { workerData: { file } satisfies IndexWorkerData });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let ended: CoreError | null = null;

  const end = (error: CoreError): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };

  worker.on('message', (reply: IndexReply) => {
    const call = waiting.get(reply.number);
    waiting.delete(reply.number);
    if (reply.ok) call?.resolve(reply.answer);
    else call?.reject(new CoreError('internal', `The index failed: ${reply.message}`));
  });
  worker.on('error', (cause) => {
    log.error('index worker failed', { error: cause instanceof Error ? cause.message : 'unknown' });
    end(new CoreError('unavailable', 'The index worker failed', { cause }));
  });
  worker.on('exit', () => {
    end(new CoreError('unavailable', 'The index worker has ended'));
  });
  const ask = <C extends IndexCall>(call: C, argument: IndexCalls[C]['argument']): Promise<IndexCalls[C]['answer']> =>
    new Promise((fulfil, reject) => {
      if (ended !== null) {
        reject(ended);
        return;
      }
      const number = calls++;
      waiting.set(number, {
        resolve: (answer) => {
          fulfil(answer as IndexCalls[C]['answer']);
        },
        reject,
      });
      worker.postMessage({ number, call, argument });
    });

  // Only an answer proves that it started.
  const restoredTo = await ask('open', null);
  return {
    restoredTo,
    async put(documents) {
      const pieces: Promise<null>[] = [];
      for (let at = 0; at < documents.length; at += PUT_PIECE) {
        pieces.push(ask('put', documents.slice(at, at + PUT_PIECE)));
      }
      await Promise.all(pieces);
    },
    async remove(gone) {
      await ask(
        'remove',
        gone.map(({ id }) => id),
      );
    },
    search: (query) => ask('search', query),
    status: () => ask('status', null),
    async save(revision) {
      await ask('save', revision);
    },
    async discard() {
      await ask('discard', null);
    },
    async close() {
      end(new CoreError('unavailable', 'The index is closed'));
      await worker.terminate();
    },
  };
}
