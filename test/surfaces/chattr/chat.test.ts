import { afterEach, describe, expect, it } from 'vitest';
import { startChattr, type Chattr } from './support.js';

let chattr: Chattr;
afterEach(() => chattr.close());

const MESSAGE = '/api/v1/chat/message';
const HISTORY = '/api/v1/chat/history';

describe('sending a message', () => {
  it('answers with the documented keys, and speaks as the character with what the memory holds', async () => {
    chattr = await startChattr('Hello Alice! The staging database is heron [#1].');
    const { service, model } = chattr;
    await service.call('POST', '/api/v1/memories/', {
      user_id: 'user',
      text: 'The staging database is heron',
      infer: false,
    });
    const { status, body } = await service.call('POST', MESSAGE, {
      message: 'What is the staging database called?',
      character_id: 'assistant',
      session_id: 'user-session-123',
      context: { user_name: 'Alice', conversation_history: true },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      response: 'Hello Alice! The staging database is heron.',
      character_id: 'assistant',
      session_id: 'user-session-123',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      metadata: { tokens_used: null, confidence: null, response_time_ms: expect.any(Number), model: 'llama3.2:3b' },
    });
    expect(body.metadata.sources).toMatchObject([{ kind: 'memory', text: 'The staging database is heron' }]);
    const request = model!.requests.find(({ body: sent }) => JSON.stringify(sent).includes('Your name is'))!.body;
    const [system] = request['messages'] as { role: string; content: string }[];
    expect(system!.content).toContain('Your name is Assistant. Your personality: Professional');
    expect(system!.content).toContain('You are speaking with Alice.');
    expect(system!.content).toContain('[#1] (memory,');
    expect(request['options']).toMatchObject({ temperature: 0.7, num_predict: 4096 });
  });

  it('begins a session where none is named, and goes on in it', async () => {
    chattr = await startChattr(({ messages }) => `You sent ${messages.length} messages.`);
    const { service } = chattr;
    const first = (await service.call('POST', MESSAGE, { message: 'One', session_id: null })).body;
    expect(first.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.response).toBe('You sent 2 messages.');
    const second = (await service.call('POST', MESSAGE, { message: 'Two', session_id: first.session_id })).body;
    expect(second.response).toBe('You sent 4 messages.');
    const forgetful = { message: 'Three', session_id: first.session_id, context: { conversation_history: false } };
    expect((await service.call('POST', MESSAGE, forgetful)).body.response).toBe('You sent 2 messages.');
  });

  it('works with no model, saying so', async () => {
    chattr = await startChattr(null);
    const { body } = await chattr.service.call('POST', MESSAGE, { message: 'What do I know of herons?' });
    expect(body.response).toContain('No language model is connected.');
    expect(body.metadata.model).toBeNull();
  });

  it.each([
    ['an empty message', { message: '  ' }, 400, 'INVALID_REQUEST'],
    ['no message', {}, 400, 'INVALID_REQUEST'],
    ['a list', [], 400, 'INVALID_REQUEST'],
    ['a message that is no text', { message: 5 }, 400, 'INVALID_REQUEST'],
    ['an unknown character', { message: 'Hi', character_id: 'nobody' }, 404, 'NOT_FOUND'],
    ['an endless session id', { message: 'Hi', session_id: 'x'.repeat(201) }, 400, 'INVALID_REQUEST'],
  ])('refuses %s in the envelope', async (_name, sent, status, code) => {
    chattr = await startChattr('Hello.');
    const answer = await chattr.service.call('POST', MESSAGE, sent);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { code, message: expect.any(String) } });
    expect(Object.keys(answer.body)).toEqual(['error']);
    expect(chattr.model!.requests.filter(({ path }) => path === '/api/chat')).toEqual([]);
  });

  it('says when the model fails, and keeps what was said', async () => {
    chattr = await startChattr({ cut: 'Half an ans' });
    const { service } = chattr;
    const { status, body } = await service.call('POST', MESSAGE, { message: 'Tell me all', session_id: 's1' });
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'unavailable' } });
    const history = (await service.call('GET', `${HISTORY}/s1`)).body;
    expect(history.messages.map(({ role, content }: any) => [role, content])).toEqual([['user', 'Tell me all']]);
  });

  it('stops the model when the caller hangs up, and keeps no half answer', async () => {
    chattr = await startChattr({ stall: 'So ' });
    const { service, model } = chattr;
    const abort = new AbortController();
    const sent = service.fetch(MESSAGE, {
      method: 'POST',
      body: JSON.stringify({ message: 'Wait', session_id: 's1' }),
      signal: abort.signal,
    });
    await model!.untilRequested(2);
    abort.abort();
    await expect(sent).rejects.toThrow();
    await model!.untilClosedByClient(1);
    const history = (await service.call('GET', `${HISTORY}/s1`)).body;
    expect(history.messages.map(({ role }: any) => role)).toEqual(['user']);
  });
});

describe('history', () => {
  it('comes in pages, oldest first, and is kept over a restart', async () => {
    chattr = await startChattr('Yes.');
    const { service } = chattr;
    for (const message of ['One', 'Two', 'Three']) await service.call('POST', MESSAGE, { message, session_id: 's1' });
    await service.restart();
    const { body } = await service.call('GET', `${HISTORY}/s1?limit=2&offset=2`);
    expect(body).toMatchObject({ session_id: 's1', total_count: 6, has_more: true });
    expect(body.messages).toMatchObject([
      { role: 'user', content: 'Two', character_id: 'assistant' },
      { role: 'assistant', content: 'Yes.' },
    ]);
    expect((await service.call('GET', `${HISTORY}/s1?offset=4`)).body.has_more).toBe(false);
  });

  it('is empty where nobody spoke, and can be cleared for good', async () => {
    chattr = await startChattr('Yes.');
    const { service } = chattr;
    expect((await service.call('GET', `${HISTORY}/nobody`)).body).toEqual({
      session_id: 'nobody',
      messages: [],
      total_count: 0,
      has_more: false,
    });
    await service.call('POST', MESSAGE, { message: 'The zeppelin lands', session_id: 's1' });
    const search = '/api/v1/search?q=zeppelin&kinds=conversation';
    expect((await service.call('GET', search)).body.hits[0].text).toBe('The zeppelin lands');
    const cleared = await service.call('DELETE', `${HISTORY}/s1`);
    expect(cleared.body).toMatchObject({
      message: 'Conversation history cleared successfully',
      session_id: 's1',
      cleared_at: expect.stringMatching(/Z$/),
    });
    expect((await service.call('GET', `${HISTORY}/s1`)).body.total_count).toBe(0);
    expect((await service.call('GET', search)).body.hits).toEqual([]);
    expect((await service.call('DELETE', `${HISTORY}/nobody`)).status).toBe(200);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'offset=-1'])('refuses %s', async (query) => {
    chattr = await startChattr(null);
    const { status, body } = await chattr.service.call('GET', `${HISTORY}/s1?${query}`);
    expect([status, body.error.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('shares a conversation with another dialect by its id, and keeps the same names of two apart', async () => {
    chattr = await startChattr('Yes.');
    const { service } = chattr;
    await service.call('POST', MESSAGE, { message: 'Said in Chattr', session_id: '1' });
    await (
      await service.fetch('/api/messages/send', {
        method: 'POST',
        body: JSON.stringify({ sessionId: '1', content: 'Said in Chat Desktop' }),
      })
    ).text();
    expect((await service.call('GET', `${HISTORY}/1`)).body.messages[0].content).toBe('Said in Chattr');
    const created = (await service.call('POST', '/api/sessions/create', { title: 'Shared' })).body;
    await service.call('POST', MESSAGE, { message: 'Goes on here', session_id: created.id });
    const listed = (await service.call('GET', `/api/messages/list?sessionId=${created.id}`)).body;
    expect(listed.data.map(({ content }: any) => content)).toEqual(['Goes on here', 'Yes.']);
  });
});
