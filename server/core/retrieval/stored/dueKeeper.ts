import type { DueDocument, IndexTables } from '../../../ports/indexTables.js';
import type { Log } from '../../../ports/log.js';
import { toCoreError } from '../../../ports/errors.js';
import type { IndexDocument } from '../../../ports/searchIndex.js';
import type { IndexKeeper } from '../keeper.js';
import { byUser, type StoredIndex } from './storedIndex.js';

/** Reads things anew from the store: what may be found of them. What is not among them may not. */
export type ReadDocuments = (userId: string, due: readonly DueDocument[]) => Promise<IndexDocument[]>;

export interface DueKeeperDeps {
  tables: IndexTables;
  index: StoredIndex;
  read: ReadDocuments;
  log: Log;
  /** How often it is looked for what a service left behind that died, ms. */
  sweepMs?: number;
}

const SWEEP_MS = 15_000;
const SWEPT_AT_ONCE = 500;
/** Somebody may write a thing again and again while it is read: then whoever wrote last takes it over. */
const ATTEMPTS = 5;

/**
 * Keeps a shared index in step with the store, which notes what is due in the transaction that writes it. Each service
 * takes over at once what it wrote itself; what is left behind by one that died, any other takes over.
 *
 * What was handed in is not trusted to be the latest: another service may have written since. So the row is read after
 * its due revision, and what was read is written only if that is still what is due once nobody else can write this
 * user's part. If nothing is due any more, somebody has taken over what is at least as new.
 */
export function createDueKeeper(deps: DueKeeperDeps): IndexKeeper {
  const { tables, index, log, sweepMs = SWEEP_MS } = deps;
  let sweeping = Promise.resolve();
  let isClosed = false;

  const sweepOnce = async (): Promise<void> => {
    try {
      await takeOverAll(deps, () => isClosed);
    } catch (error) {
      log.debug('What is due in the search index waits', { reason: toCoreError(error).message });
    }
  };
  const sweep = (): void => void (sweeping = sweeping.then(sweepOnce));
  const timer = setInterval(sweep, sweepMs);
  timer.unref();
  sweep();

  const takeOver = async (things: readonly { userId: string; id: string }[]): Promise<void> => {
    for (const [userId, own] of byUser(things)) {
      const ids = own.map(({ id }) => id);
      await takeOverFor(deps, userId, () => tables.due(userId, ids), true);
    }
  };

  return {
    // Nothing is built at a start: what is due is few, or being taken over.
    ready: () => Promise.resolve(),
    put: takeOver,
    remove: takeOver,
    search: (query) => index.search(query),
    status: () => index.status(),
    discard: () => tables.sweep(),
    async close() {
      isClosed = true;
      clearInterval(timer);
      await sweeping;
      await index.close();
    },
  };
}

/** Takes over what is due of one user, as `due` tells it each time it is tried. */
async function takeOverFor(
  { index, read }: DueKeeperDeps,
  userId: string,
  due: () => Promise<DueDocument[]>,
  isPatient: boolean,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const present = await due();
    if (present.length === 0) return;
    const documents = await read(userId, present);
    if (await index.takeOver(userId, { due: present, documents, isPatient })) return;
  }
}

async function takeOverAll(deps: DueKeeperDeps, isOver: () => boolean): Promise<void> {
  let last: DueDocument | null = null;
  while (!isOver()) {
    const due: DueDocument[] = await deps.tables.dueAfter(last, SWEPT_AT_ONCE);
    if (due.length === 0) return;
    for (const [userId, own] of byUser(due)) {
      const ids = own.map(({ id }) => id);
      await takeOverFor(deps, userId, () => deps.tables.due(userId, ids), false);
    }
    last = due.at(-1) ?? null;
  }
}
