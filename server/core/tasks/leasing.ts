import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Store, TaskLease } from '../../ports/store.js';
import { LOST } from './execution.js';
import type { RunningTasks } from './running.js';

const BEATS_PER_LEASE = 3;

/** Holds the tasks that this process runs, and takes over those of processes that died. */
export interface Leasing {
  begin(): void;
  /** Gives up those that are still unfinished, for others to take over at once. */
  end(ids: string[]): Promise<void>;
}

export interface LeasingDeps {
  store: Pick<Store, 'leaseTasks' | 'renewTasks'>;
  log: Log;
  lease: TaskLease;
  running: Pick<RunningTasks, 'ids' | 'takeUp' | 'abort'>;
  /** How many more may be taken over. */
  room: () => number;
}

export function createLeasing({ store, log, lease, running, room }: LeasingDeps): Leasing {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const beat = async (): Promise<void> => {
    const ids = running.ids();
    if (ids.length > 0) {
      const { lost, unwanted } = await store.renewTasks(lease, ids);
      for (const id of lost) running.abort(id, LOST);
      for (const id of unwanted) running.abort(id);
    }
    const wanted = room();
    if (wanted > 0) running.takeUp(await store.leaseTasks(lease, wanted));
  };
  const begin = (): void => {
    timer = setTimeout(() => {
      void beat()
        .catch((error: unknown) => log.debug('Tasks could not be held', { reason: toCoreError(error).message }))
        .finally(() => {
          if (!isOver) begin();
        });
    }, lease.forMs / BEATS_PER_LEASE);
    timer.unref();
  };

  return {
    begin,
    async end(ids) {
      isOver = true;
      clearTimeout(timer);
      if (ids.length === 0) return;
      // What cannot be given up now runs out by itself.
      await store.renewTasks({ ...lease, forMs: 0 }, ids).catch(() => undefined);
    },
  };
}
