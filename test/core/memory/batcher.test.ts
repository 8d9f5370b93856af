import { beforeEach, describe, expect, it } from 'vitest';
import { createBatcher, type Batcher } from '../../../server/core/memory/batcher.js';
import type { Scope } from '../../../server/core/memory/identity.js';
import { createKeyedMutex } from '../../../server/ports/keyedMutex.js';
import type { Notes } from '../../../server/core/memory/notes.js';
import { DEFAULT_LIMITS } from '../../../server/core/limits.js';
import { createActing } from '../../../server/core/people/acting.js';
import { createTasks } from '../../../server/core/tasks/tasks.js';
import { systemClock } from '../../../server/ports/clock.js';
import type { Task, Turn } from '../../../server/ports/entities.js';
import { CoreError } from '../../../server/ports/errors.js';
import type { JsonObject } from '../../../server/ports/json.js';
import { silentLog } from '../../support/silentLog.js';
import type { Store } from '../../../server/ports/store.js';
import { openStore, temporaryPlace } from '../../support/store.js';

let place: string;
let store: Store;
let scope: Scope;
let batcher: Batcher;

beforeEach(async () => {
  place = await temporaryPlace();
  await open();
});

async function open(): Promise<void> {
  store = await openStore(place);
  const user = await store.ensureUser('ana', 1);
  scope = { user, app: await store.ensureApp(user.id, 'notes', 1) };
  batcher = batcherOver(store);
}

/** Real tasks that never end, so that what they were given can be read. */
function batcherOver(over: Store): Batcher {
  const tasks = createTasks({ acting: createActing(), store: over, clock: systemClock, log: silentLog });
  tasks.define('note', () => new Promise(() => undefined));
  const notes: Pick<Notes, 'submitBatches'> = {
    submitBatches: ({ batches, sessionId }, alongside) =>
      tasks.submitAll(
        'note',
        scope.user.id,
        batches.map((turns) => ({ turns, sessionId }) as unknown as JsonObject),
        alongside,
      ),
  };
  return createBatcher({ store: over, notes, locks: createKeyedMutex(), limits: DEFAULT_LIMITS, clock: systemClock });
}

const turns = (count: number, from = 0): Turn[] =>
  Array.from({ length: count }, (_, index) => ({ role: 'user', content: `turn ${from + index}` }));
const contents = (list: Turn[]) => list.map(({ content }) => content);
const tasks = (): Promise<Task[]> => store.listTasks({ limit: 1000 });
/** The turns of all flushed batches, each batch by itself. */
const batches = async () =>
  (await tasks()).map(({ input }) => contents((input as unknown as { turns: Turn[] }).turns)).reverse();

describe('a batch', () => {
  it('waits until it is full, then goes on whole and leaves nothing', async () => {
    const pending = await batcher.append(scope, null, turns(9));
    expect(pending).toMatchObject({ flushed: false, buffer: { lastDelivery: null, lastTaskId: null } });
    expect(await tasks()).toEqual([]);
    const { flushed, buffer } = await batcher.append(scope, null, turns(1, 9));
    const [task] = await tasks();
    expect({ flushed, ...buffer }).toMatchObject({
      flushed: true,
      turns: [],
      lastDelivery: 'add_memory',
      lastTaskId: task?.id,
    });
    expect(await batches()).toEqual([contents(turns(10))]);
    expect(await store.getBuffer(scope.user.id, buffer.key)).toBeNull();
    expect((await batcher.append(scope, null, turns(1))).buffer).toMatchObject({
      lastDelivery: null,
      lastTaskId: null,
    });
  });

  it('keeps the overflow: 1 waiting and 25 more are two batches and 6 waiting', async () => {
    await batcher.append(scope, null, turns(1));
    const { flushed, buffer } = await batcher.append(scope, null, turns(25, 1));
    expect(flushed).toBe(true);
    expect(contents(buffer.turns)).toEqual(contents(turns(6, 20)));
    expect(await batches()).toEqual([contents(turns(10)), contents(turns(10, 10))]);
    expect(buffer.lastTaskId).toBe((await tasks())[0]?.id);
    const later = await batcher.append(scope, null, turns(1, 26));
    expect(later).toMatchObject({ flushed: false, buffer: { lastDelivery: 'add_memory' } });
    expect(later.buffer.lastTaskId).toBe(buffer.lastTaskId);
  });

  it('belongs to one user, app and session', async () => {
    const ben = await store.ensureUser('ben', 1);
    const other = { user: ben, app: await store.ensureApp(ben.id, 'notes', 1) };
    const second = { ...scope, app: await store.ensureApp(scope.user.id, 'diary', 1) };
    await batcher.append(scope, null, turns(9));
    for (const [whose, session] of [
      [scope, 's-1'],
      [other, null],
      [second, null],
    ] as const) {
      expect((await batcher.append(whose, session, turns(1))).buffer.turns).toHaveLength(1);
    }
    expect(await tasks()).toEqual([]);
  });

  it('loses and doubles nothing when many append at once', async () => {
    await Promise.all(Array.from({ length: 57 }, (_, index) => batcher.append(scope, 's-1', turns(1, index))));
    const { buffer } = await batcher.append(scope, 's-1', []);
    const all = [...(await batches()).flat(), ...contents(buffer.turns)];
    expect(all).toEqual(contents(turns(57)));
    expect((await batches()).map((batch) => batch.length)).toEqual([10, 10, 10, 10, 10]);
  });

  it('survives a restart', async () => {
    await batcher.append(scope, 's-1', turns(7));
    await store.close();
    await open();
    await batcher.append(scope, 's-1', turns(3, 7));
    expect(await batches()).toEqual([contents(turns(10))]);
  });

  it('never keeps a secret', async () => {
    const secret = ['AK', 'IA', 'ABCDEFGH', 'ABCDEFGH'].join('');
    const { buffer } = await batcher.append(scope, null, [{ role: 'user', content: `use ${secret}`, timestamp: 17 }]);
    expect(buffer.turns).toEqual([{ role: 'user', content: expect.not.stringContaining(secret), timestamp: 17 }]);
    expect(JSON.stringify(await store.getBuffer(scope.user.id, buffer.key))).not.toContain(secret);
  });
});

describe('a write that fails', () => {
  it.each([1, 25])('appends nothing and hands nothing over: %d turns', async (count) => {
    await batcher.append(scope, null, turns(4));
    const full = new CoreError('storage_full', 'The disk is full');
    const failing = batcherOver({ ...store, commit: () => Promise.reject(full) });
    await expect(failing.append(scope, null, turns(count, 4))).rejects.toBe(full);
    expect(await tasks()).toEqual([]);
    expect((await batcher.append(scope, null, [])).buffer.turns).toHaveLength(4);
  });
});
