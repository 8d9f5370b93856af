import { describe, expect, it } from 'vitest';
import { createActing } from '../../server/core/people/acting.js';
import { createTasks, type Tasks } from '../../server/core/tasks/tasks.js';
import { systemClock } from '../../server/ports/clock.js';
import type { Store } from '../../server/ports/store.js';
import { afterwards } from '../support/afterwards.js';
import { administer, isPostgresHere } from '../support/databases.js';
import { silentLog } from '../support/silentLog.js';
import { lentDatabase, openStore } from './support.js';

/** Renewed three times as often, also by a busy machine. */
const LEASE_MS = 1500;

interface Instance {
  store: Store;
  tasks: Tasks;
  /** As after a kill: its store answers no more. */
  die(): Promise<void>;
}

/** One service's tasks over the shared database; `run` is what its tasks do. */
async function startInstance(url: string, run: Parameters<Tasks['define']>[1]): Promise<Instance> {
  const store = await openStore(url);
  const tasks = createTasks({ acting: createActing(), store, clock: systemClock, log: silentLog, leaseMs: LEASE_MS });
  tasks.define('work', run);
  await tasks.resume();
  afterwards(() => tasks.close());
  return { store, tasks, die: () => store.close() };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
const stateOf = async ({ store }: Instance, id: string) => (await store.getTask(id))?.state;

describe.skipIf(!isPostgresHere())('tasks of several instances', () => {
  it('stay with the instance that runs them while it lives', async () => {
    const url = await lentDatabase();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const first = await startInstance(url, () => gate.then(() => 'first'));
    const task = await first.tasks.submit('work', 'u', {});
    const second = await startInstance(url, () => Promise.resolve('second'));
    await new Promise((resolve) => setTimeout(resolve, 2 * LEASE_MS));
    expect(await stateOf(second, task.id)).toBe('running');
    open();
    expect(await first.tasks.settled(task.id)).toMatchObject({ state: 'succeeded', result: 'first' });
  });

  it('are taken over when it dies, each by one of the others', async () => {
    const url = await lentDatabase();
    const first = await startInstance(url, ({ signal }) => untilAborted(signal));
    const tasks = await first.tasks.submitAll(
      'work',
      'u',
      Array.from({ length: 10 }, () => ({})),
      () => [],
    );
    await first.die();
    const runs: string[] = [];
    const others = await Promise.all(
      ['second', 'third'].map((name) =>
        startInstance(url, ({ task }) => {
          runs.push(task.id);
          return Promise.resolve(name);
        }),
      ),
    );
    await expect.poll(() => others[0]!.store.listTasks({ states: ['succeeded'], limit: 100 })).toHaveLength(10);
    expect(runs.toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
  });

  it('are stopped by whoever asks, wherever they run', async () => {
    const url = await lentDatabase();
    const first = await startInstance(url, ({ signal }) => untilAborted(signal));
    const second = await startInstance(url, ({ signal }) => untilAborted(signal));
    const { id } = await first.tasks.submit('work', 'u', {});
    await expect.poll(() => stateOf(second, id)).toBe('running');
    expect(await second.tasks.cancel(id)).toBe(true);
    await expect.poll(() => stateOf(second, id)).toBe('cancelled');
    expect(await second.tasks.cancel(id)).toBe(false);
  });

  it('are let go by an instance that was thought dead', async () => {
    const url = await lentDatabase();
    let reason: unknown;
    const first = await startInstance(url, ({ signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      return untilAborted(signal);
    });
    const { id } = await first.tasks.submit('work', 'u', {});
    await expect.poll(() => stateOf(first, id)).toBe('running');
    const second = await openStore(url);
    const lease = { owner: 'another', forMs: 60_000 };
    await first.store.renewTasks({ owner: 'nobody', forMs: 0 }, [id]);
    expect(await second.leaseTasks(lease, 10)).toEqual([]);
    // Its lease runs out although it lives: it could not reach the database for too long. Here it may renew it in between.
    await expect
      .poll(async () => {
        await expire(url, id);
        return (await second.leaseTasks(lease, 10)).map((task) => task.id);
      })
      .toEqual([id]);
    await expect.poll(() => (reason instanceof Error ? reason.message : null)).toBe('Another process runs this task');
    expect(await stateOf(first, id)).toBe('running');
    const task = (await second.getTask(id))!;
    await expect(
      first.store.commit([{ kind: 'task.put', task: { ...task, state: 'failed' }, lease: { owner: 'x', forMs: 1 } }]),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

const expire = (url: string, id: string) =>
  administer(`UPDATE loci.tasks SET lease_until = now() - interval '1 second' WHERE id = '${id}'`, url);
