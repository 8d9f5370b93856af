import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { IndexDocument, OwnedId, SavableIndex, SearchIndex } from '../../ports/searchIndex.js';

/** One sort of things that the store holds and the index finds. */
export interface IndexSource {
  /**
   * What was written after a revision (`undefined` = everything): what may be found, and what no longer may.
   * `cursor` 0 = from the start, null = done.
   */
  scan(
    since: number | undefined,
    cursor: number,
    limit: number,
  ): Promise<{ documents: IndexDocument[]; gone: OwnedId[]; cursor: number | null }>;
  /** How many may be found. */
  count(): Promise<number>;
}

export interface IndexKeeper extends SearchIndex {
  /** Resolves once the index holds all that is stored. Throws what kept it from being built. */
  ready(): Promise<void>;
  /** Leaves nothing of the index on disk; it is kept there again when the service is idle. */
  discard(): Promise<void>;
}

export interface IndexKeeperDeps {
  sources: readonly IndexSource[];
  /** The store's: what was written before has none that is higher. */
  revision: () => Promise<number>;
  open: () => Promise<SavableIndex>;
  log: Log;
  /** How long nothing must have been written before the index is kept on disk, ms. */
  idleMs?: number;
}

const BATCH = 2000;
const IDLE_MS = 20_000;
/** Fewer changes are caught up with at the next start sooner than they are saved now. */
const MIN_UNSAVED = 500;
const UNSAVED_SHARE = 0.02;
/** Attempts at comparing counts while nothing is being written. */
const QUIET_ATTEMPTS = 3;

type Batch = Awaited<ReturnType<IndexSource['scan']>>;

/** Takes over what was written after a revision. */
async function fill(index: SearchIndex, sources: readonly IndexSource[], since?: number): Promise<void> {
  for (const source of sources) {
    let next: Promise<Batch> | null = source.scan(since, 0, BATCH);
    while (next) {
      const { documents, gone, cursor }: Batch = await next;
      // The store reads on while the index takes in what was read.
      next = cursor === null ? null : source.scan(since, cursor, BATCH);
      if (gone.length > 0) await index.remove(gone);
      if (documents.length > 0) await index.put(documents);
    }
  }
}

/** Decides when an index is kept on disk: after enough changes, once nothing is written for a while. */
interface Saving {
  /** Goes on from an index that stands on disk, or does not. */
  begin(isOnDisk: boolean, unsaved: number): void;
  changed(count: number, isRemoval: boolean): void;
  saveIfDue(): Promise<void>;
  stop(): void;
}

function createSaving(
  current: () => Promise<SavableIndex>,
  revision: () => Promise<number>,
  idleMs: number,
  log: Log,
): Saving {
  /** Documents written since the index was last kept on disk. */
  let unsaved = 0;
  let isOnDisk = false;
  /** What was removed from the index still stands on disk. */
  let isStale = false;
  let timer: NodeJS.Timeout | undefined;

  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void saving.saveIfDue(), idleMs);
    timer.unref();
  };
  const saving: Saving = {
    begin(wasRestored, count) {
      [isOnDisk, isStale, unsaved] = [wasRestored, false, count];
      wait();
    },
    changed(count, isRemoval) {
      unsaved += count;
      isStale ||= isRemoval;
      wait();
    },
    async saveIfDue() {
      try {
        const index = await current();
        const { documents } = await index.status();
        if (!(isStale && isOnDisk) && unsaved < Math.max(MIN_UNSAVED, UNSAVED_SHARE * documents)) return;
        // Everything up to this revision was sent to the index before the answer came, and it works in order.
        const upTo = await revision();
        [unsaved, isStale, isOnDisk] = [0, false, true];
        await index.save(upTo);
      } catch (error) {
        log.warn('The search index could not be kept on disk', { reason: toCoreError(error).message });
      }
    },
    stop: () => clearTimeout(timer),
  };
  return saving;
}

/** Whether the index, brought up to date from a revision, holds as much as the store: false when something was erased since. */
async function catchUp(
  index: SavableIndex,
  { sources, revision }: Pick<IndexKeeperDeps, 'sources' | 'revision'>,
  from: number,
): Promise<boolean> {
  let since = from;
  for (let attempt = 0; attempt < QUIET_ATTEMPTS; attempt++) {
    const before = await revision();
    await fill(index, sources, since);
    since = before;
    const counts = await Promise.all(sources.map((source) => source.count()));
    const { documents } = await index.status();
    if ((await revision()) === before) return documents === counts.reduce((sum, count) => sum + count, 0);
  }
  return false;
}

/**
 * Keeps a search index in step with the store: takes it from disk at the start and catches up, or builds it, also
 * whenever it is lost. Writes wait for that, so that a row read early never replaces a newer one.
 */
export function createIndexKeeper(deps: IndexKeeperDeps): IndexKeeper {
  const { sources, open, log, idleMs = IDLE_MS } = deps;
  let isClosed = false;
  const saving = createSaving(() => current, deps.revision, idleMs, log);
  let current = build();
  // The failure is thrown to whoever needs the index.
  current.catch(() => undefined);

  async function build(): Promise<SavableIndex> {
    const index = await open();
    if (index.restoredTo === null) {
      await fill(index, sources);
      saving.begin(false, (await index.status()).documents);
      return index;
    }
    if (await catchUp(index, deps, index.restoredTo)) {
      saving.begin(true, 0);
      return index;
    }
    log.info('The search index on disk does not match the store and is built anew');
    await index.discard();
    await index.close();
    return build();
  }

  /** Runs on the index; a lost one is built anew, once for all who notice. */
  const use = async <T>(work: (index: SavableIndex) => Promise<T>): Promise<T> => {
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
    put(documents) {
      saving.changed(documents.length, false);
      return use((index) => index.put(documents));
    },
    remove(gone) {
      saving.changed(gone.length, true);
      return use((index) => index.remove(gone));
    },
    search: (query) => use((index) => index.search(query)),
    status: () => use((index) => index.status()),
    async discard() {
      await use((index) => index.discard());
      saving.begin(false, (await use((index) => index.status())).documents);
    },
    async close() {
      isClosed = true;
      const index = await current.catch(() => null);
      if (index !== null) await saving.saveIfDue();
      saving.stop();
      await index?.close();
    },
  };
}
