import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { IDS, addPlain, query, search, talk } from './support.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const METADATA_KEYS = [
  ...['document_id', 'app_id', 'user_id', 'session_id', 'created_at', 'updated_at', 'status', 'next_id', 'tags'],
  ...['keywords', 'semantic_queries', 'conversation_complexity', 'interaction_quality', 'follow_up_potential'],
];
const MICROSECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}\+00:00$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const at = (id: string, app = IDS.app_id) => `/api/v1/memories/${id}?${search({ app_id: app })}`;

describe('POST /memories', () => {
  it('takes a full batch and makes a memory that query finds', async () => {
    const answer = await service.call('POST', '/api/v1/memories', { ...IDS, messages: talk() });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      task_id: expect.stringMatching(UUID),
      status: 'accepted',
      message: 'Memory creation task submitted successfully',
      ...IDS,
      error: null,
      result: null,
    });
    const task = await service.core.tasks.settled(answer.body.task_id);
    expect(task).toMatchObject({ state: 'succeeded', result: { stored: true } });
    const { body } = await query(service, { ...IDS, query: 'Who owns the migration of the invoices to PostgreSQL?' });
    expect(body.count).toBe(1);
    expect(body.memories[0].document).toContain('Priya');
    expect(body.memories[0].metadata).toMatchObject({ ...IDS, task_id: answer.body.task_id, status: 'active' });
    expect(body.memories[0].metadata.tags.length).toBeGreaterThan(0);
  });

  it('answers null for a session that was not given, and stores "none"', async () => {
    const ids = { app_id: 'application-sessionless', user_id: IDS.user_id };
    for (const session of [{}, { session_id: null }]) {
      const answer = await service.call('POST', '/api/v1/memories/', { ...ids, ...session, messages: talk() });
      expect(answer).toMatchObject({ status: 202, body: { session_id: null } });
      await service.core.tasks.settled(answer.body.task_id);
    }
    const { body } = await query(service, { ...ids, query: 'When does the on-call rotation change?' });
    expect(body.memories[0].metadata.session_id).toBe('none');
  });

  it('takes any role, any timestamp, unknown keys and any content type, and keeps the timestamp', async () => {
    const ids = { app_id: 'application-lenient', user_id: IDS.user_id };
    const messages = talk().map((message, index) => ({
      ...message,
      role: 'narrator',
      timestamp: [1_700_000_000, '2023-11-14T22:13:20Z', null, { at: 1 }, true][index % 5],
      mood: 'good',
    }));
    messages.push({ ...messages.pop()!, timestamp: '2023-11-14T22:13:20Z' });
    const response = await service.fetch('/api/v1/memories', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ ...ids, messages, extra: true }),
    });
    expect(response.status).toBe(202);
    const { task_id } = (await response.json()) as { task_id: string };
    const { result } = await service.core.tasks.settled(task_id);
    const memory = await service.core.memories.require(null, (result as { memoryId: string }).memoryId);
    expect(memory.toldAt).toBe(Date.parse('2023-11-14T22:13:20Z'));
  });

  it('wants as many messages as the limit says', async () => {
    const small = await startService({ limits: { maxMessages: 2 } });
    try {
      expect((await small.call('POST', '/api/v1/memories', { ...IDS, messages: talk(2) })).status).toBe(202);
      const { status, body } = await small.call('POST', '/api/v1/memories', { ...IDS, messages: talk(10) });
      expect(status).toBe(400);
      expect(body.detail).toBe('messages: must be exactly 2, not 10');
    } finally {
      await small.close();
    }
  });
});

describe('GET /memories/query', () => {
  const app = 'application-queried';
  const user = 'user-who-queries';
  const QUESTION = 'Where is the spare key of the garage kept?';

  beforeAll(async () => {
    await addPlain(service, 'The spare key of the garage is kept under the blue flower pot', { app, user });
    await addPlain(service, 'The spare key of the garage is kept in the kitchen drawer', {
      app,
      user: 'second-user-here',
      session: 'session-of-the-second',
    });
    await addPlain(service, 'Lunch is served at half past twelve', { app, user });
  });

  it('carries the documented keys, both names of the text, and scores of three decimals', async () => {
    const { status, body } = await query(service, { app_id: app, user_id: user, query: QUESTION });
    expect(status).toBe(200);
    expect(body.count).toBe(body.memories.length);
    const [item] = body.memories;
    expect(item).toMatchObject({ rank: 1, query_status: 'completed', id: item.memory_id });
    expect(item.document).toBe(item.memory_note);
    expect(Object.keys(item.metadata).sort()).toEqual([...METADATA_KEYS].sort());
    for (const name of ['composite_score', 'similarity_score', 'recency_score', 'importance_score']) {
      expect(item[name]).toBe(Number(item[name].toFixed(3)));
    }
    const boosted = item.similarity_score * (1 + 0.1 * item.recency_score + 0.1 * item.importance_score);
    expect(item.composite_score).toBeCloseTo(Math.min(1, boosted), 2);
    expect(item.importance_score).toBe(0.4);
  });

  it('gives memories of other dialects sensible metadata', async () => {
    const { body } = await query(service, { app_id: app, user_id: user, query: QUESTION });
    expect(body.memories[0].metadata).toEqual({
      document_id: body.memories[0].id,
      app_id: app,
      user_id: user,
      session_id: 'none',
      created_at: expect.stringMatching(MICROSECONDS),
      updated_at: expect.stringMatching(MICROSECONDS),
      status: 'active',
      next_id: null,
      tags: [],
      keywords: [],
      semantic_queries: [],
      conversation_complexity: null,
      interaction_quality: null,
      follow_up_potential: [],
    });
  });

  it('is of every user of the app without user_id, of one with it', async () => {
    const all = await query(service, { app_id: app, query: QUESTION });
    const users = all.body.memories.map((item: any) => item.metadata.user_id);
    expect(new Set(users)).toEqual(new Set([user, 'second-user-here']));
    const one = await query(service, { app_id: app, user_id: user, query: QUESTION });
    expect(new Set(one.body.memories.map((item: any) => item.metadata.user_id))).toEqual(new Set([user]));
  });

  it('keeps to a session', async () => {
    const session = 'session-of-the-second';
    const { body } = await query(service, { app_id: app, session_id: session, query: QUESTION });
    expect(body.memories.map((item: any) => item.metadata.session_id)).toEqual([session]);
    const empty = await query(service, { app_id: app, session_id: 'session-nobody-had', query: QUESTION });
    expect(empty.body).toEqual({ memories: [], count: 0 });
  });

  it('keeps to the app: nothing of another one, nothing of an unknown one or user', async () => {
    const other = 'application-next-door';
    await addPlain(service, 'The spare key of the garage is kept by the neighbour', { app: other, user });
    const { body } = await query(service, { app_id: app, user_id: user, query: QUESTION });
    expect(body.memories.map((item: any) => item.metadata.app_id)).not.toContain(other);
    for (const ids of [{ app_id: 'application-unknown' }, { app_id: app, user_id: 'user-nobody-knows' }]) {
      const unknown = await query(service, { ...ids, query: QUESTION });
      expect(unknown).toEqual({ status: 200, body: { memories: [], count: 0 } });
    }
  });

  it('is best first, at most n_results, and nothing under the threshold', async () => {
    const one = await query(service, { app_id: app, query: QUESTION, n_results: 1 });
    expect(one.body.count).toBe(1);
    const all = await query(service, { app_id: app, query: QUESTION, n_results: 100 });
    const scores = all.body.memories.map((item: any) => item.composite_score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(all.body.memories.map((item: any) => item.rank)).toEqual(
      scores.map((_: number, index: number) => index + 1),
    );
    const strict = await query(service, { app_id: app, query: QUESTION, similarity_threshold: 1 });
    expect(strict.body.memories.every((item: any) => item.similarity_score === 1)).toBe(true);
    expect(all.body.memories.every((item: any) => item.similarity_score >= 0.3)).toBe(true);
  });

  it('has no words for unrelated text, and survives hostile ones', async () => {
    const hostile = [
      '"quoted* NEAR( -minus ((((',
      '🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉',
      '爱吃西瓜爱吃西瓜爱吃西瓜',
      "' OR 1=1 -- the of",
      'x'.repeat(50_000),
    ];
    for (const text of hostile) {
      expect(await query(service, { app_id: app, query: text })).toEqual({
        status: 200,
        body: { memories: [], count: 0 },
      });
    }
  });
});

describe('names under ten characters', () => {
  it('are found where they exist: what an agent added for `user` is found here', async () => {
    const memory = await addPlain(service, 'The favourite colour of the team is teal', {
      app: 'claude',
      user: 'user',
      session: 's-1',
    });
    const ids = { app_id: 'claude', user_id: 'user' };
    const { status, body } = await query(service, { ...ids, session_id: 's-1', query: 'favourite colour of the team' });
    expect(status).toBe(200);
    expect(body.memories.map((item: any) => item.id)).toEqual([memory.id]);
    expect((await service.call('GET', at(memory.id, 'claude'))).body.metadata).toMatchObject({
      ...ids,
      session_id: 's-1',
    });
    expect((await service.call('POST', '/api/v1/memories', { ...ids, messages: talk() })).status).toBe(202);
  });

  it('are refused where they do not, by name', async () => {
    await addPlain(service, 'Only here so that the app exists', { app: 'cursor', user: 'user' });
    const cases: [Record<string, string>, string][] = [
      [{ app_id: 'short' }, 'app_id'],
      [{ app_id: 'cursor', user_id: 'nobody' }, 'user_id'],
      [{ app_id: 'cursor', user_id: 'user', session_id: 's-none' }, 'session_id'],
      [{ app_id: 'cursor', user_id: '' }, 'user_id'],
    ];
    for (const [ids, field] of cases) {
      const { status, body } = await query(service, { ...ids, query: 'anything at all' });
      expect({ status, body }).toEqual({ status: 400, body: { detail: `${field}: must be at least 10 characters` } });
    }
  });
});

describe('one memory', () => {
  it('is read by id in its app, superseded or soft-deleted too', async () => {
    const memory = await addPlain(service, 'The printer on the second floor is broken');
    const { status, body } = await service.call('GET', at(memory.id));
    expect(status).toBe(200);
    expect(body).toMatchObject({ memory_id: memory.id, document: memory.content, metadata: { status: 'active' } });
    await service.core.memories.remove(memory.userId, [memory.id]);
    expect((await service.call('GET', at(memory.id))).body.metadata.status).toBe('deleted');
  });

  it('that is not in the app is a 404 that says so, in any method', async () => {
    const memory = await addPlain(service, 'Kept next door', { app: 'application-next-door' });
    for (const id of [memory.id, '00000000-0000-4000-8000-000000000000', 'memory-123', "' OR 1=1 --", '%F0%9F%8E%89']) {
      const detail = `Memory ${decodeURIComponent(id)} not found in app ${IDS.app_id}`;
      for (const method of ['GET', 'DELETE']) {
        expect(await service.call(method, at(id))).toEqual({ status: 404, body: { detail } });
      }
    }
    expect(await service.core.memories.find(null, memory.id)).not.toBeNull();
  });

  it('is deleted for good, once', async () => {
    const memory = await addPlain(service, 'The guest network is called Seagull Nest');
    expect(await service.call('DELETE', at(memory.id))).toEqual({
      status: 200,
      body: { success: true, message: `Memory ${memory.id} deleted successfully`, data: null },
    });
    expect(await service.core.memories.find(null, memory.id)).toBeNull();
    const { body } = await query(service, { app_id: IDS.app_id, query: 'guest network Seagull Nest' });
    expect(body.count).toBe(0);
    expect((await service.call('DELETE', at(memory.id))).status).toBe(404);
    await service.restart();
    expect((await service.call('GET', at(memory.id))).status).toBe(404);
  });

  it('needs its app to be named', async () => {
    const { status, body } = await service.call('GET', '/omnimemory/api/v1/memories/memory-123');
    expect({ status, body }).toEqual({ status: 400, body: { detail: 'app_id: Field required' } });
    expect((await service.call('DELETE', '/api/v1/memories/memory-123')).body).toEqual({
      detail: 'app_id: Field required',
    });
  });
});

describe('evolution', () => {
  it('of an unknown start is empty, not an error', async () => {
    const path = `/api/v1/memories/memory-123/evolution?${search({ app_id: IDS.app_id })}`;
    expect(await service.call('GET', path)).toEqual({ status: 200, body: { memories: [], count: 0 } });
  });

  it('of a memory that nothing replaced is that memory', async () => {
    const memory = await addPlain(service, 'The roof was repaired in spring');
    const path = `/api/v1/memories/${memory.id}/evolution?${search({ app_id: IDS.app_id })}`;
    const { body } = await service.call('GET', path);
    expect(body.count).toBe(1);
    expect(body.memories[0]).toMatchObject({ memory_id: memory.id, metadata: { next_id: null, status: 'active' } });
  });
});
