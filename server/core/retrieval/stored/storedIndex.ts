import type { IndexTables } from '../../../ports/indexTables.js';
import type { IndexDocument, IndexHit, IndexQuery, OwnedId, SearchIndex } from '../../../ports/searchIndex.js';
import { createAnalyser } from '../analysis/analyser.js';
import { DEFAULT_WEIGHTS, type Weights } from '../lexical/weights.js';
import { createStoredSearch } from './storedSearch.js';
import { writeDocuments } from './writing.js';

/** Users that one search over all reads at once. */
const USERS_AT_ONCE = 4;

/** An index in tables that any number of services share. */
export interface StoredIndex extends SearchIndex {
  /** Writes what `read` tells of one user's documents, while nobody else writes that user's part. */
  write(userId: string, documents: readonly IndexDocument[], gone: readonly string[]): Promise<void>;
}

/** What belongs to each user. */
export function byUser<T extends { userId: string }>(items: readonly T[]): Map<string, T[]> {
  const users = new Map<string, T[]>();
  for (const item of items) {
    const known = users.get(item.userId);
    if (known) known.push(item);
    else users.set(item.userId, [item]);
  }
  return users;
}

/**
 * The index kept in tables instead of in memory: the same analysis, the same ranking. A search reads the lists of the
 * query's terms, estimates from them what will score best, and ranks the pages of that exactly, by the statistics of all
 * that the user has.
 */
export function createStoredIndex(tables: IndexTables, weights: Weights = DEFAULT_WEIGHTS): StoredIndex {
  const analyser = createAnalyser();
  const searchUser = createStoredSearch(tables, analyser, weights);

  const write = async (userId: string, documents: readonly IndexDocument[], gone: readonly string[]): Promise<void> => {
    await tables.change(userId, (writer) => writeDocuments(writer, analyser, documents, gone));
  };

  /** Each user's by the user's own statistics; the best of all. */
  const searchAll = async (query: IndexQuery): Promise<IndexHit[]> => {
    const users = await tables.users();
    const hits: IndexHit[] = [];
    for (let at = 0; at < users.length; at += USERS_AT_ONCE) {
      const some = users.slice(at, at + USERS_AT_ONCE).map((userId) => searchUser({ ...query, userId }));
      hits.push(...(await Promise.all(some)).flat());
    }
    return hits.sort((a, b) => b.score - a.score).slice(0, query.limit);
  };

  return {
    write,
    async put(documents) {
      for (const [userId, own] of byUser(documents)) await write(userId, own, []);
    },
    async remove(gone: readonly OwnedId[]) {
      for (const [userId, own] of byUser(gone))
        await write(
          userId,
          [],
          own.map(({ id }) => id),
        );
    },
    search: (query) => (query.userId === null ? searchAll(query) : searchUser({ ...query, userId: query.userId })),
    status: () => tables.status(),
    close: () => Promise.resolve(),
  };
}
