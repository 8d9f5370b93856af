import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { SearchIndex } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import { isFindable, toDocument } from '../memory/commit.js';

const BATCH = 2000;

export interface IndexKeeper extends SearchIndex {
  /** Resolves once the index holds all that is stored. Throws what kept it from being built. */
  ready(): Promise<void>;
}

/**
 * Keeps a search index in step with the store: builds it at the start, and again whenever it is lost. Writes wait for
 * a build that is under way, so that a row read early by the build never replaces a newer one.
 */
export function createIndexKeeper({
  store,
  open,
  log,
}: {
  store: Store;
  open: () => Promise<SearchIndex>;
  log: Log;
}): IndexKeeper {
  let isClosed = false;
  let current = build();
  // The failure is thrown to whoever needs the index.
  current.catch(() => undefined);

  async function build(): Promise<SearchIndex> {
    const index = await open();
    type Batch = Awaited<ReturnType<Store['scanMemories']>>;
    let next: Promise<Batch> | null = store.scanMemories(null, 0, BATCH);
    while (next) {
      const { items, cursor }: Batch = await next;
      // The store reads on while the index takes in what was read.
      next = cursor === null ? null : store.scanMemories(null, cursor, BATCH);
      const documents = items.filter(isFindable).map(toDocument);
      if (documents.length > 0) await index.put(documents);
    }
    return index;
  }

  /** Runs on the index; a lost one is built anew, once for all who notice. */
  const use = async <T>(work: (index: SearchIndex) => Promise<T>): Promise<T> => {
    const using = current;
    try {
      return await work(await using);
    } catch (error) {
      if (isClosed || toCoreError(error).code !== 'unavailable') throw error;
      if (current === using) {
        log.warn('The search index was lost and is being rebuilt');
        current = build();
      }
      return work(await current);
    }
  };

  return {
    async ready() {
      await current;
    },
    put: (documents) => use((index) => index.put(documents)),
    remove: (ids) => use((index) => index.remove(ids)),
    search: (query) => use((index) => index.search(query)),
    status: () => use((index) => index.status()),
    async close() {
      isClosed = true;
      await (await current.catch(() => null))?.close();
    },
  };
}
