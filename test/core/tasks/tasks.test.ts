import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
let userId: string;

beforeAll(async () => {
  service = await startService();
  userId = (await service.core.identity.ensureScope('ana', 'notes')).user.id;
});
afterAll(() => service.close());

describe('tasks', () => {
  it('run, report progress and keep their result', async () => {
    const { tasks } = service.core;
    tasks.define('double', async ({ task, report }) => {
      await report(0.5, 'half way');
      return Number(task.input['value']) * 2;
    });
    const { id, state } = await tasks.submit('double', userId, { value: 21 });
    expect(state).toBe('queued');
    expect(await tasks.settled(id)).toMatchObject({ state: 'succeeded', result: 42, progress: 1, message: 'half way' });
  });

  it('fail with their reason, and as internal where nobody expected it', async () => {
    const { tasks } = service.core;
    tasks.define('broken', () => Promise.reject(new Error('secret detail')));
    const { id } = await tasks.submit('broken', userId, {});
    expect(await tasks.settled(id)).toMatchObject({
      state: 'failed',
      error: { code: 'internal', message: 'Internal error' },
    });
  });

  it('can be cancelled while they run and while they wait', async () => {
    const { tasks } = service.core;
    let started = () => {};
    const running = new Promise<void>((resolve) => (started = resolve));
    tasks.define('slow', async ({ signal }) => {
      started();
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      });
      return null;
    });
    const submitted = await Promise.all(Array.from({ length: 6 }, () => tasks.submit('slow', userId, {})));
    await running;
    for (const { id } of submitted) expect(await tasks.cancel(id)).toBe(true);
    for (const { id } of submitted) expect((await tasks.settled(id)).state).toBe('cancelled');
    const [first] = submitted;
    expect(await tasks.cancel(first!.id)).toBe(false);
  });

  it('that were at work when the service stopped are run again by the next start', async () => {
    const scope = await service.core.identity.ensureScope('ana', 'app-of-many-words');
    const turns = [
      { role: 'user', content: 'We decided to host the wiki on the old server in Ghent.' },
      { role: 'assistant', content: 'Noted.' },
    ];
    const task = await service.core.notes.submitAgentNote({ scope, sessionId: null, turns });
    await service.restart();
    expect(await service.core.tasks.settled(task.id)).toMatchObject({ state: 'succeeded' });
    const { items } = await service.core.memories.list({
      userId: scope.user.id,
      appIds: [scope.app.id],
      offset: 0,
      limit: 10,
    });
    expect(items.filter((memory) => memory.taskId === task.id)).toHaveLength(1);
  });
});

describe('lanes', () => {
  it('let so many tasks run, so many wait, and refuse the rest; who gives up waiting is gone at once', async () => {
    const { tasks } = service.core;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    tasks.define(
      'narrow',
      async () => {
        await gate;
        return null;
      },
      { atOnce: 1, most: 3 },
    );
    const submit = () => tasks.submit('narrow', userId, {});
    const first = await submit();
    const [second, third] = [await submit(), await submit()];
    await expect(submit()).rejects.toMatchObject({ code: 'unavailable', reason: 'queue_full' });
    await tasks.cancel(second.id);
    expect(await tasks.settled(second.id)).toMatchObject({ state: 'cancelled' });
    const fourth = await submit();
    open();
    for (const { id } of [first, third, fourth]) expect(await tasks.settled(id)).toMatchObject({ state: 'succeeded' });
  });

  it('do not hold up tasks of other kinds', async () => {
    const { tasks } = service.core;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    tasks.define('blocked', () => gate.then(() => null), { atOnce: 1, most: 20 });
    tasks.define('quick', () => Promise.resolve(1));
    const blocked = await Promise.all(Array.from({ length: 10 }, () => tasks.submit('blocked', userId, {})));
    const { id } = await tasks.submit('quick', userId, {});
    expect(await tasks.settled(id)).toMatchObject({ state: 'succeeded' });
    open();
    for (const task of blocked) await tasks.settled(task.id);
  });
});
