import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createExecution, type TaskKind } from '../../../server/core/tasks/execution.js';
import type { Task } from '../../../server/ports/entities.js';
import { CoreError, STORE_AWAY } from '../../../server/ports/errors.js';
import type { Change, Store } from '../../../server/ports/store.js';
import { silentLog } from '../../support/silentLog.js';

const TASK: Task = {
  ...{ id: 't', kind: 'work', userId: 'u', state: 'queued', progress: 0, message: '', input: {} },
  ...{ result: null, error: null, createdAt: 0, updatedAt: 0 },
};

/** Runs one task; `commit` is told how many writes came before. */
function execute(run: TaskKind, commit: (before: number) => Promise<void>): { kept: Task[]; ended: Promise<Task> } {
  const kept: Task[] = [];
  let writes = 0;
  const store = {
    async commit([change]: readonly Change[]) {
      await commit(writes++);
      if (change?.kind === 'task.put') kept.push(change.task);
    },
  } as Pick<Store, 'commit'> as Store;
  const kinds = new Map([['work', run]]);
  const lease = { owner: 'me', forMs: 1000 };
  const deps = { store, kinds, lease, clock: { now: () => 1 }, log: silentLog, isStopping: () => false };
  return { kept, ended: createExecution(deps)(TASK, new AbortController().signal) };
}

describe('what a task reports', () => {
  const careless: TaskKind = ({ report }) => {
    for (const fraction of [0.2, 0.4, 0.6]) void report(fraction, `at ${fraction}`);
    return Promise.resolve('done');
  };

  it('is kept in order and before its end, though nobody waits for it and each write is quicker than the last', async () => {
    const { kept, ended } = execute(careless, (before) => sleep(50 - 10 * before));
    expect(await ended).toMatchObject({ state: 'succeeded', result: 'done', message: 'at 0.6' });
    expect(kept.map(({ state, progress }) => [state, progress])).toEqual([
      ['running', 0],
      ['running', 0.2],
      ['running', 0.4],
      ['running', 0.6],
      ['succeeded', 1],
    ]);
  });

  it('leaves the task to be run again where the store is away', async () => {
    const away = new CoreError('unavailable', 'The database is away', { reason: STORE_AWAY });
    const { kept, ended } = execute(careless, (before) => (before === 2 ? Promise.reject(away) : Promise.resolve()));
    expect(await ended).toMatchObject({ state: 'running', progress: 0.2 });
    expect(kept).toHaveLength(2);
  });
});
