import { afterEach, describe, expect, it } from 'vitest';
import { framesOf, readFrames, startChat, type Chat } from '../../support/chat.js';

let chat: Chat;
afterEach(() => chat.close());

const SEND = '/api/messages/send';
const say = (sessionId: string, content: string, context?: object): Promise<any[]> =>
  framesOf(chat.service, SEND, { sessionId, content, ...(context ? { context } : {}) });
const listOf = async (sessionId: string, query = ''): Promise<any> =>
  (await chat.service.call('GET', `/api/messages/list?sessionId=${sessionId}${query}`)).body;

describe('sending', () => {
  it('streams in the documented order, `done` on the last chunk alone', async () => {
    chat = await startChat('Hello, I am well, thank you.');
    const frames = await say('1', 'Hello, how are you?');
    const types = frames.map(({ type }) => type);
    expect(types[0]).toBe('user_message');
    expect(types.slice(-2)).toEqual(['assistant_message', 'done']);
    const chunks = frames.slice(1, -2);
    expect(chunks.every(({ type }) => type === 'assistant_message_chunk')).toBe(true);
    expect(chunks.map(({ data }) => data.done)).toEqual(chunks.map((_, i) => i === chunks.length - 1));
    const stored = frames.at(-2).data;
    expect(chunks.map(({ data }) => data.content).join('')).toBe(stored.content);
    expect(frames[0].data).toEqual({
      id: expect.any(String),
      sessionId: '1',
      role: 'user',
      content: 'Hello, how are you?',
      createdAt: expect.stringMatching(/Z$/),
    });
    expect((await listOf('1')).data).toEqual([frames[0].data, stored]);
    expect((await chat.service.call('GET', '/api/sessions/get/1')).body).toMatchObject({
      id: '1',
      messageCount: 2,
      updatedAt: stored.createdAt,
    });
  });

  it('really uses the context, and sends what was said before', async () => {
    chat = await startChat('Yes.');
    const context = { systemPrompt: 'You are a pirate.', temperature: 0.7, maxTokens: 77 };
    await say('1', 'First');
    await say('1', 'Second', context);
    const { messages, options } = chat.asked().at(-1)!;
    expect(messages[0]!.content).toMatch(/^You are a pirate\./);
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['First', 'Yes.', 'Second']);
    expect(options).toMatchObject({ temperature: 0.7, num_predict: 77 });
  });

  it('trims a long conversation to what the model reads, keeping its end', async () => {
    chat = await startChat('Yes.');
    const { core } = chat.service;
    const scope = await core.identity.ensureScope('user', 'chat-desktop');
    const session = await core.conversations.ensure(scope, 'long');
    for (let i = 0; i < 60; i++)
      await core.conversations.append(session, {
        role: i % 2 ? 'assistant' : 'user',
        content: `turn ${i} ${'word '.repeat(200)}`,
      });
    await say('long', 'And now?');
    const { messages } = chat.asked().at(-1)!;
    expect(messages.length).toBeLessThan(20);
    expect(messages.at(-2)!.content).toMatch(/^turn 59 /);
    expect(JSON.stringify(messages).length).toBeLessThan(4 * 4096);
  });

  it('says what an answer rests on', async () => {
    chat = await startChat('It is heron [#1].');
    await chat.service.call('POST', '/api/v1/memories/', {
      user_id: 'user',
      text: 'The staging database is called heron',
      infer: false,
    });
    const frames = await say('1', 'What is the staging database called?');
    const { content, sources } = frames.at(-2).data;
    expect(content).toBe('It is heron.');
    expect(sources).toMatchObject([
      { kind: 'memory', text: 'The staging database is called heron', app: 'openmemory' },
    ]);
    expect(frames.some(({ data }) => data?.content?.includes('#1'))).toBe(false);
  });

  it.each([
    ['no session', { content: 'Hi' }],
    ['no content', { sessionId: '1' }],
    ['an empty content', { sessionId: '1', content: ' ' }],
    ['an empty session', { sessionId: '', content: 'Hi' }],
    ['nothing', undefined],
  ])('wants both: %s', async (_name, body) => {
    chat = await startChat('Hello.');
    const { status, body: answer } = await chat.service.call('POST', SEND, body);
    expect([status, answer.error]).toEqual([400, 'sessionId and content are required']);
    expect(chat.asked()).toEqual([]);
  });

  it.each([{ temperature: 3 }, { maxTokens: 0 }, { systemPrompt: 5 }])('refuses the context %j', async (context) => {
    chat = await startChat('Hello.');
    expect((await chat.service.call('POST', SEND, { sessionId: '1', content: 'Hi', context })).status).toBe(400);
    expect((await listOf('1')).total).toBe(0);
  });

  it('ends with an error and no `done` when the model fails, keeping the question alone', async () => {
    chat = await startChat({ cut: 'Half an ans' });
    const frames = await say('1', 'Hi');
    expect(frames.at(-1)).toMatchObject({ type: 'error', error: expect.stringContaining('middle of its answer') });
    expect(frames.some(({ type }) => type === 'done' || type === 'assistant_message')).toBe(false);
    expect((await listOf('1')).data.map(({ role }: any) => role)).toEqual(['user']);
  });

  it('stops the model when the client hangs up', async () => {
    chat = await startChat({ stall: 'First words ' });
    const abort = new AbortController();
    const frames = readFrames(chat.service, SEND, { sessionId: '1', content: 'Hi' }, abort.signal);
    expect((await frames.next()).value.frame.type).toBe('user_message');
    expect((await frames.next()).value.frame.data.done).toBe(false);
    abort.abort();
    await chat.model.untilClosedByClient(1);
    expect((await listOf('1')).data.map(({ role }: any) => role)).toEqual(['user']);
  });
});

describe('listing', () => {
  it('pages through a long conversation, oldest first', async () => {
    chat = await startChat(null);
    const { core } = chat.service;
    const scope = await core.identity.ensureScope('user', 'chat-desktop');
    const session = await core.conversations.ensure(scope, 'long');
    await Promise.all(
      Array.from({ length: 400 }, (_, i) => core.conversations.append(session, { role: 'user', content: `turn ${i}` })),
    );
    const page = await listOf('long', '&page=4&pageSize=100');
    expect(page).toMatchObject({ total: 400, totalPages: 4, page: 4, pageSize: 100 });
    expect(page.data).toHaveLength(100);
    expect(page.data.at(-1).content).toBe('turn 399');
    expect((await listOf('long')).data).toHaveLength(50);
  });

  it('is empty for a session that nobody spoke in', async () => {
    chat = await startChat(null);
    expect(await listOf('nobody')).toEqual({ data: [], total: 0, page: 1, pageSize: 50, totalPages: 0 });
  });
});
