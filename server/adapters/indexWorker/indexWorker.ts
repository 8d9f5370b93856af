import type { Log } from '../../ports/log.js';
import type { SavableIndex } from '../../ports/searchIndex.js';
import { createWorkerCalls } from '../workerCalls/workerCalls.js';
import type { IndexCalls, IndexWorkerData } from './protocol.js';

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
  const workerData: IndexWorkerData = { file };
  const { ask, close } = createWorkerCalls<IndexCalls>({ workerFile, workerData, name: 'index', log });
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
    close,
  };
}
