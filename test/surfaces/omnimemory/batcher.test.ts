import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { IDS, query, talk } from './support.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const stream = async (ids: object, count: number) => {
  const { status, body } = await service.call('POST', '/api/v1/memory-batcher/messages', {
    ...ids,
    messages: talk(count),
  });
  expect(status).toBe(200);
  return body;
};

describe('the batcher', () => {
  it('waits, flushes exactly when full, and starts anew', async () => {
    expect(await stream(IDS, 4)).toEqual({
      ...IDS,
      pending_messages: 4,
      batch_size: 10,
      status: 'pending',
      last_delivery: null,
      last_task_id: null,
    });
    const flushed = await stream(IDS, 6);
    expect(flushed).toMatchObject({ pending_messages: 0, status: 'flushed', last_delivery: 'add_memory' });
    const task = await service.core.tasks.settled(flushed.last_task_id);
    expect(task).toMatchObject({ state: 'succeeded', result: { stored: true } });
    expect(await stream(IDS, 1)).toMatchObject({
      pending_messages: 1,
      status: 'pending',
      last_delivery: null,
      last_task_id: null,
    });
  });

  it('keeps the overflow, and remembers what it delivered while something waits', async () => {
    const ids = { ...IDS, session_id: 'session-overflow' };
    await stream(ids, 1);
    const flushed = await stream(ids, 25);
    expect(flushed).toMatchObject({ pending_messages: 6, status: 'flushed' });
    expect(await stream(ids, 1)).toMatchObject({
      pending_messages: 7,
      status: 'pending',
      last_delivery: 'add_memory',
      last_task_id: flushed.last_task_id,
    });
  });

  it('counts each user, app and session by itself, and none as one of them', async () => {
    const ids = { app_id: 'application-counted', user_id: 'user-who-counts' };
    const keys = [ids, { ...ids, session_id: 'session-counted' }, { ...ids, user_id: 'user-who-counts-too' }];
    for (const key of keys) expect(await stream(key, 3)).toMatchObject({ pending_messages: 3 });
    expect(await stream({ ...ids, session_id: null }, 1)).toMatchObject({ pending_messages: 4, session_id: null });
  });

  it('loses and doubles nothing when requests overtake each other', async () => {
    const ids = { ...IDS, session_id: 'session-crowded' };
    const answers = await Promise.all(Array.from({ length: 23 }, () => stream(ids, 2)));
    expect(answers.filter(({ status }) => status === 'flushed')).toHaveLength(4);
    expect(await stream(ids, 1)).toMatchObject({ pending_messages: 7 });
  });

  it('survives a restart', async () => {
    const ids = { app_id: 'application-restarted', user_id: IDS.user_id };
    await stream(ids, 9);
    await service.restart();
    const flushed = await stream(ids, 1);
    expect(flushed).toMatchObject({ pending_messages: 0, status: 'flushed' });
    await service.core.tasks.settled(flushed.last_task_id);
    const { body } = await query(service, { ...ids, query: 'Who owns the migration of the invoices?' });
    expect(body.count).toBe(1);
  });

  it('takes names of more than 36 characters', async () => {
    const ids = { app_id: 'a'.repeat(200), user_id: 'u'.repeat(200), session_id: 's'.repeat(200) };
    expect(await stream(ids, 10)).toMatchObject({ pending_messages: 0, status: 'flushed' });
    expect(await stream(ids, 1)).toMatchObject({ pending_messages: 1 });
  });
});
