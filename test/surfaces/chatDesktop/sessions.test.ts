import { afterEach, describe, expect, it } from 'vitest';
import { framesOf, startChat, type Chat } from '../../support/chat.js';

let chat: Chat;
afterEach(() => chat.close());

const ENVELOPE = { error: expect.any(String), message: expect.any(String), requestId: expect.stringMatching(/^\w+$/) };
const say = (sessionId: string, content: string): Promise<any[]> =>
  framesOf(chat.service, '/api/messages/send', { sessionId, content });

describe('sessions', () => {
  it.each(['', '/chat-desktop'])('are created, read, listed and deleted under %j', async (prefix) => {
    chat = await startChat(null);
    const { service } = chat;
    const created = await service.call('POST', `${prefix}/api/sessions/create`, { title: 'My Chat Session' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      title: 'My Chat Session',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/),
      updatedAt: created.body.createdAt,
      messageCount: 0,
    });
    const { id } = created.body;
    expect((await service.call('GET', `${prefix}/api/sessions/get/${id}`)).body).toEqual(created.body);
    expect((await service.call('GET', `${prefix}/api/sessions/list`)).body).toEqual({
      data: [created.body],
      total: 1,
      page: 1,
      pageSize: 10,
      totalPages: 1,
    });
    expect((await service.call('DELETE', `${prefix}/api/sessions/delete/${id}`)).body).toEqual({
      message: 'Session deleted successfully',
    });
    for (const [method, path] of [
      ['GET', 'get'],
      ['DELETE', 'delete'],
    ] as const) {
      const missing = await service.call(method, `${prefix}/api/sessions/${path}/${id}`);
      expect([missing.status, missing.body]).toEqual([404, { ...ENVELOPE, error: 'Session not found' }]);
    }
  });

  it.each([
    ['no body', undefined, /^New Chat /],
    ['an empty one', {}, /^New Chat /],
    ['an empty title', { title: '' }, /^New Chat /],
    ['null', { title: null }, /^New Chat /],
    ['a number', { title: 42 }, /^42$/],
  ])('are created from %s', async (_name, body, title) => {
    chat = await startChat(null);
    const created = await chat.service.call('POST', '/api/sessions/create', body);
    expect(created.status).toBe(201);
    expect(created.body.title).toMatch(title);
  });

  it('come in pages in the order of their beginning, with ids of their own under load', async () => {
    chat = await startChat(null);
    const { service } = chat;
    const created = await Promise.all(
      Array.from({ length: 25 }, async () => (await service.call('POST', '/api/sessions/create')).body.id as string),
    );
    expect(new Set(created).size).toBe(25);
    const page = (await service.call('GET', '/api/sessions/list?page=3&pageSize=10')).body;
    expect(page).toMatchObject({ total: 25, page: 3, pageSize: 10, totalPages: 3 });
    expect(page.data).toHaveLength(5);
    expect((await service.call('GET', '/api/sessions/list?page=9')).body.data).toEqual([]);
  });

  it.each(['page=0', 'page=-1', 'page=abc', 'pageSize=0', 'pageSize=101', 'page=1.5'])('refuse %s', async (query) => {
    chat = await startChat(null);
    const response = await chat.service.fetch(`/api/sessions/list?${query}`);
    const body = (await response.json()) as { requestId: string };
    expect([response.status, body]).toEqual([400, ENVELOPE]);
    expect(response.headers.get('x-request-id')).toBe(body.requestId);
  });

  it('take their messages with them, from search as well', async () => {
    chat = await startChat('Yes.');
    await say('s1', 'Where does the zeppelin land?');
    const search = '/api/v1/search?q=zeppelin&kinds=conversation';
    expect((await chat.service.call('GET', search)).body.hits[0].text).toBe('Where does the zeppelin land?');
    await chat.service.call('DELETE', '/api/sessions/delete/s1');
    expect((await chat.service.call('GET', search)).body.hits).toEqual([]);
    expect((await chat.service.call('GET', '/api/messages/list?sessionId=s1')).body.total).toBe(0);
  });
});

describe('errors', () => {
  it.each([
    ['GET', '/api/sessions/nothing', undefined, 404],
    ['PUT', '/api/sessions/create', {}, 405],
    ['GET', '/api/messages/list', undefined, 400],
    ['GET', '/chat-desktop/elsewhere', undefined, 404],
  ])('%s %s is %i in the envelope', async (method, path, body, status) => {
    chat = await startChat(null);
    const answer = await chat.service.call(method, path, body);
    expect([answer.status, answer.body]).toEqual([status, ENVELOPE]);
  });

  it('tell of a body that is no JSON', async () => {
    chat = await startChat(null);
    const answer = await chat.service.fetch('/api/messages/send', { method: 'POST', body: '{"sessionId": "1",' });
    expect([answer.status, await answer.json()]).toEqual([400, ENVELOPE]);
  });

  it('leave the health check alone', async () => {
    chat = await startChat(null);
    const { body } = await chat.service.call('GET', '/chat-desktop/health');
    expect(body).toEqual({ status: 'healthy', timestamp: expect.any(String), uptime: expect.any(Number) });
  });
});
