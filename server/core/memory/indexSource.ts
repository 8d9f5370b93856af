import type { Store } from '../../ports/store.js';
import type { IndexSource } from '../retrieval/keeper.js';
import { isFindable, toDocument } from './commit.js';

/** The memories of a store, as an index finds them. */
export function memorySource(store: Store): IndexSource {
  return {
    async scan(since, cursor, limit) {
      const batch = await store.scanMemories(null, cursor, limit, since);
      return {
        documents: batch.items.filter(isFindable).map(toDocument),
        gone: since === undefined ? [] : batch.items.filter((memory) => !isFindable(memory)),
        cursor: batch.cursor,
      };
    },
    count: () => store.countFindable(),
  };
}
