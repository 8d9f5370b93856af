import type { Memory } from '../../../ports/entities.js';
import { toCoreError } from '../../../ports/errors.js';
import type { Log } from '../../../ports/log.js';
import type { Store } from '../../../ports/store.js';
import type { VectorIndex, VectorSpace } from '../../../ports/vectorIndex.js';
import type { Models } from '../../model/models.js';
import { createSlots } from '../../tasks/slots.js';
import type { Tasks } from '../../tasks/tasks.js';
import { BATCH, createBacklog } from './backlog.js';
import { createBackoff, type Pace } from './backoff.js';
import { createChanges } from './changes.js';
import { createPlacing } from './placing.js';
import { createRounds } from './rounds.js';
import { createSpaces, type Space } from './spaces.js';

/** Sees to it that what can be found has its vector in the space of the model in use. Nothing here throws or waits. */
export interface Upkeep {
  readonly space: Space | null;
  /** These were written, those can no longer be found. */
  written(changed: readonly Memory[], gone: readonly string[]): void;
  /** Looks whether the model in use lacks vectors. */
  catchUp(): void;
  /** The embedder has just answered: what waits for it goes on. */
  answered(): void;
  /** The model has sent a vector of another length than those it sent before. */
  otherLength(model: string): void;
  /** The index in memory is gone: it is loaded anew. */
  lost(): void;
  close(): Promise<void>;
}

export interface UpkeepDeps {
  store: Store;
  models: Models;
  tasks: Tasks;
  /** An empty index. */
  openIndex: (space: VectorSpace) => Promise<VectorIndex>;
  isFindable: (memory: Memory) => boolean;
  log: Log;
  /** Of asking an embedder again that was away. */
  pace?: Pace | undefined;
}

const PACE: Pace = { firstMs: 2_000, longestMs: 300_000 };
/** More than this that waits for a vector is looked for in the store instead. */
const MOST_WAITING = 10_000;

export function createUpkeep({ store, models, tasks, openIndex, isFindable, log, pace = PACE }: UpkeepDeps): Upkeep {
  const closing = new AbortController();
  const { signal } = closing;
  const changes = createChanges();
  const lane = createSlots(1);
  const backoff = createBackoff(pace);
  const spaces = createSpaces({ store, openIndex, changes, log });
  const otherLength = createLengthNotice(log, () => spaces.doubt());
  const placing = createPlacing({ store, changes, log, isFindable, otherLength });
  const ended = (): void => {
    backlog.forget();
    rounds.ask();
  };
  const backlog = createBacklog({ store, models, tasks, spaces, placing, lane, backoff, closing: signal, ended });
  /** Written, and not yet known to have a vector. */
  const waiting = new Set<string>();

  const placeWaiting = async (): Promise<void> => {
    for (let space = spaces.current; space && waiting.size > 0; space = spaces.current) {
      const ids = [...waiting].slice(0, BATCH);
      const missing = await placing.restore(ids, space);
      const embedder = missing.length > 0 ? await models.embedder() : null;
      if (missing.length > 0 && embedder?.name !== space.model) return;
      if (embedder) await placing.place(missing, embedder, space, signal);
      for (const id of ids) waiting.delete(id);
    }
  };

  /** Whether nothing is left that waits for the embedder. */
  const work = async (): Promise<boolean> => {
    const embedder = await models.embedder();
    if (!embedder && !(await models.isChosen('embedder'))) {
      waiting.clear();
      backlog.forget();
      await spaces.drop();
      return true;
    }
    if (embedder) await spaces.open(embedder, signal);
    await placeWaiting();
    if (embedder && spaces.current) await backlog.check(embedder, spaces.current);
    return embedder !== null;
  };

  const round = (): Promise<boolean> =>
    lane.run(work).catch((error: unknown) => {
      log.debug('Embeddings wait for the embedder', { code: toCoreError(error).code });
      return false;
    });
  const rounds = createRounds({ round, backoff, signal });

  return {
    get space() {
      return spaces.current;
    },
    written(changed, gone) {
      changes.note([...changed.map(({ id }) => id), ...gone]);
      for (const id of gone) waiting.delete(id);
      // An index that is lost has forgotten them as well.
      if (gone.length > 0) spaces.current?.index.remove(gone).catch(() => undefined);
      if (changed.length === 0) return;
      for (const { id } of changed) waiting.add(id);
      if (waiting.size > MOST_WAITING) {
        waiting.clear();
        backlog.forget();
      }
      rounds.ask();
      backoff.wake();
    },
    catchUp: () => rounds.ask(),
    answered: () => backoff.wake(),
    otherLength(model) {
      otherLength(model);
      rounds.ask();
    },
    lost() {
      void spaces.drop().then(() => rounds.ask());
    },
    async close() {
      closing.abort();
      await rounds.idle();
      await spaces.drop();
    },
  };
}

/** Says it once for each model. */
function createLengthNotice(log: Log, doubt: () => void): (model: string) => void {
  const told = new Set<string>();
  return (model) => {
    doubt();
    if (!told.has(model)) log.warn('The embedder sends vectors of another length than before', { model });
    told.add(model);
  };
}
