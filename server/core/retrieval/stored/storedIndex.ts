import type { DueDocument, IndexTables, IndexWriter } from '../../../ports/indexTables.js';
import type { IndexDocument, IndexHit, IndexQuery, SearchIndex } from '../../../ports/searchIndex.js';
import { createAnalyser } from '../analysis/analyser.js';
import { DEFAULT_WEIGHTS, type Weights } from '../lexical/weights.js';
import { createFrequencies } from './frequencies.js';
import { createStoredSearch } from './storedSearch.js';
import { writeDocuments } from './writing.js';

/** Users that one search over all reads at once. */
const USERS_AT_ONCE = 4;

/** An index in tables that any number of services share. */
export interface StoredIndex extends SearchIndex {
  /**
   * Writes what was read of things that were due, of those that are still due as they were; what may no longer be found
   * is not among `documents`. False: some were written again meanwhile. Nothing is written while another service is at
   * work on that user and `isPatient` is false.
   */
  takeOver(userId: string, read: ReadDue): Promise<boolean>;
}

export interface ReadDue {
  due: readonly DueDocument[];
  documents: readonly IndexDocument[];
  isPatient: boolean;
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
  const frequencies = createFrequencies(tables);
  const searchUser = createStoredSearch({ tables, analyser, weights, frequencies });

  const write = async (userId: string, documents: readonly IndexDocument[], gone: readonly string[]): Promise<void> => {
    await tables.change(userId, (writer) => writeDocuments(writer, analyser, documents, gone));
    frequencies.forget(userId);
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
    async takeOver(userId, read) {
      const isDone = await tables.change(
        userId,
        (writer) => takeOverWith(writer, read, (documents, gone) => writeDocuments(writer, analyser, documents, gone)),
        read.isPatient,
      );
      frequencies.forget(userId);
      return isDone ?? true;
    },
    async put(documents) {
      for (const [userId, own] of byUser(documents)) await write(userId, own, []);
    },
    async remove(gone) {
      const idsOf = (own: readonly { id: string }[]): string[] => own.map(({ id }) => id);
      for (const [userId, own] of byUser(gone)) await write(userId, [], idsOf(own));
    },
    search: (query) => (query.userId === null ? searchAll(query) : searchUser({ ...query, userId: query.userId })),
    status: () => tables.status(),
    close: () => Promise.resolve(),
  };
}

/** Whether all is taken over: by this call, or by others before. */
async function takeOverWith(
  writer: IndexWriter,
  { due, documents }: ReadDue,
  write: (documents: readonly IndexDocument[], gone: readonly string[]) => Promise<void>,
): Promise<boolean> {
  const revisions = new Map((await writer.due(due.map(({ id }) => id))).map(({ id, revision }) => [id, revision]));
  const isStillDue = ({ id, revision }: DueDocument): boolean => revisions.get(id) === revision;
  const taken = due.filter(isStillDue);
  const ids = new Set(taken.map(({ id }) => id));
  const present = documents.filter(({ id }) => ids.has(id));
  for (const { id } of present) ids.delete(id);
  await write(present, [...ids]);
  await writer.settle(taken);
  return due.every((thing) => !revisions.has(thing.id) || isStillDue(thing));
}
