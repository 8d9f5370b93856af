import { afterEach, describe, expect, it } from 'vitest';
import { framesOf, readFrames, startChat, type Chat } from '../../support/chat.js';

let chat: Chat;
afterEach(() => chat.close());

const ASK = { message: 'What is the staging database called?' };

async function remember(text: string): Promise<void> {
  await chat.service.call('POST', '/api/v1/memories/', { user_id: 'user', text, infer: false });
}

const historyOf = async (query = ''): Promise<[string, string][]> =>
  (await chat.service.call('GET', `/chat/history${query}`)).body.messages.map(({ role, content }: any) => [
    role,
    content,
  ]);

describe('POST /chat', () => {
  it.each(['/chat', '/memscreen/chat', '/chat/'])('answers at %s with exactly `reply` and `error`', async (path) => {
    chat = await startChat('It is called heron [#1].');
    await remember('The staging database is called heron');
    const { status, body } = await chat.service.call('POST', path, ASK);
    expect([status, body]).toEqual([200, { reply: 'It is called heron.', error: null }]);
    const [{ messages }] = chat.asked() as [ReturnType<Chat['asked']>[number]];
    expect(messages[0]!.content).toContain('] (memory, ');
    expect(messages.at(-1)).toEqual({ role: 'user', content: ASK.message });
    expect(await historyOf()).toEqual([
      ['user', ASK.message],
      ['assistant', 'It is called heron.'],
    ]);
  });

  it('quotes the memory where there is no model, and says how to connect one', async () => {
    chat = await startChat(null);
    await remember('The staging database is called heron');
    const { body } = await chat.service.call('POST', '/chat', ASK);
    expect(body.reply).toContain('- The staging database is called heron (memory, ');
    expect(body.reply).toContain('--ollama-url');
    expect(body.error).toBeNull();
  });

  it('answers in Chinese where the question is', async () => {
    chat = await startChat(null);
    await remember('爱吃西瓜');
    expect((await chat.service.call('POST', '/chat', { message: '我爱吃什么水果？' })).body.reply).toMatch(
      /你的记忆里有这些相关内容[^]*爱吃西瓜[^]*尚未连接语言模型/,
    );
  });

  it('never passes on what a model thinks', async () => {
    chat = await startChat('<think>secret plan</think>Plain answer');
    expect((await chat.service.call('POST', '/chat', ASK)).body.reply).toBe('Plain answer');
    expect(JSON.stringify(await framesOf(chat.service, '/chat/stream', ASK))).not.toContain('secret');
    expect(JSON.stringify(await historyOf())).not.toContain('secret');
  });

  it('blacks out secrets before they are stored or sent', async () => {
    chat = await startChat('Noted.');
    const key = `ghp_${'a1B2'.repeat(9)}`;
    await chat.service.call('POST', '/chat', { message: `My token is ${key}` });
    expect(JSON.stringify([chat.asked(), await historyOf()])).not.toContain(key);
    expect(JSON.stringify(await historyOf())).toContain('[redacted:github-token]');
  });

  it.each([
    ['blank', { message: '  \n' }, 200, { reply: null, error: 'Error: empty message' }],
    ['an unknown thread', { message: 'Hi', thread_id: 'no' }, 404, { detail: 'Chat thread not found: no' }],
  ])('%s', async (_name, sent, status, expected) => {
    chat = await startChat('Hello.');
    expect(await chat.service.call('POST', '/chat', sent)).toEqual({ status, body: expected });
    expect(chat.asked()).toEqual([]);
    expect(await historyOf()).toEqual([]);
  });

  it.each([
    ['no body', undefined, 'missing', ['body']],
    ['no message', {}, 'missing', ['body', 'message']],
    ['a number', { message: 5 }, 'string_type', ['body', 'message']],
    ['a list', [], 'model_attributes_type', ['body']],
  ])('refuses %s as pydantic does', async (_name, sent, type, loc) => {
    chat = await startChat('Hello.');
    const { status, body } = await chat.service.call('POST', '/chat', sent);
    expect([status, body.detail[0].type, body.detail[0].loc]).toEqual([422, type, loc]);
  });

  it.each([
    ['breaks off', { cut: 'Half an ans' }, /^Error: .*middle of its answer/],
    ['fails inside its answer', { text: 'Half', failure: 'out of memory' }, /^Error: /],
    ['sends nonsense', { malformed: 'Half' }, /^Error: .*unexpected form/],
    ['refuses', { error: 400 }, /^Error: .*status 400/],
    ['says nothing', '', /^Error: .*empty answer/],
  ])('tells of a model that %s, and keeps only the question', async (_name, answer, error) => {
    chat = await startChat(answer);
    const { status, body } = await chat.service.call('POST', '/chat', ASK);
    expect([status, body.reply]).toEqual([200, null]);
    expect(body.error).toMatch(error);
    expect(await historyOf()).toEqual([['user', ASK.message]]);
  });

  it('quotes the memory when nobody answers at the model’s address', async () => {
    chat = await startChat('Hello.');
    await remember('The staging database is called heron');
    await chat.model.close();
    const { body } = await chat.service.call('POST', '/chat', ASK);
    expect(body.reply).toContain('heron');
    expect(body.error).toBeNull();
  });
});

describe('POST /chat/stream', () => {
  it('streams chunks that make up the whole, with exact keys', async () => {
    chat = await startChat('One two three four five.');
    const frames = await framesOf(chat.service, '/chat/stream', ASK);
    const chunks = frames.slice(0, -1);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every((frame) => Object.keys(frame).join() === 'chunk')).toBe(true);
    expect(frames.at(-1)).toEqual({ done: true, full: 'One two three four five.' });
    expect(chunks.map(({ chunk }) => chunk).join('')).toBe('One two three four five.');
  });

  it('sends what the model said before the model goes on', async () => {
    let goOn = (): void => undefined;
    const released = new Promise<void>((resolve) => (goOn = resolve));
    chat = await startChat({ stall: 'First words ' });
    const abort = new AbortController();
    const frames = readFrames(chat.service, '/chat/stream', ASK, abort.signal);
    // The model is silent from here on, so what arrives was passed on at once.
    expect((await frames.next()).value.frame.chunk).toContain('Firs');
    goOn();
    await released;
    abort.abort();
    await expect(
      frames
        .next()
        .then(() => frames.next())
        .then(() => frames.next()),
    ).rejects.toThrow();
    await chat.model.untilClosedByClient(1);
    expect(await historyOf()).toEqual([['user', ASK.message]]);
  });

  it.each([
    ['an empty message', 'Hello.', { message: '' }, { error: 'Error: empty message' }],
    ['a failing model', { cut: 'Half' }, ASK, { error: expect.stringMatching(/^Error: /) }],
  ])('ends with one error and no `done`: %s', async (_name, answer, sent, expected) => {
    chat = await startChat(answer);
    const frames = await framesOf(chat.service, '/chat/stream', sent);
    expect(frames.at(-1)).toEqual(expected);
    expect(frames.filter((frame) => 'done' in frame)).toEqual([]);
  });

  it('carries fifty streams at once', async () => {
    chat = await startChat('One two three four five.');
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => framesOf(chat.service, '/chat/stream', { message: `Question number ${i}` })),
    );
    expect(all.map((frames) => frames.at(-1))).toEqual(
      all.map(() => ({ done: true, full: 'One two three four five.' })),
    );
    expect(await historyOf()).toHaveLength(100);
  });
});

describe('threads', () => {
  it('are begun, used again while empty, listed and switched; each has its own history', async () => {
    chat = await startChat('Yes.');
    const { service } = chat;
    expect((await service.call('GET', '/chat/threads')).body).toEqual({ threads: [], active_thread_id: '' });
    const first = (await service.call('POST', '/chat/threads', {})).body;
    expect(first.thread).toMatchObject({ title: 'New Chat', message_count: 0, is_active: true, preview: '' });
    expect((await service.call('POST', '/chat/threads')).body.active_thread_id).toBe(first.active_thread_id);
    await service.call('POST', '/chat', { message: 'A first line that is much longer than a title\nand more' });
    const second = (await service.call('POST', '/chat/threads', { title: 'Plans' })).body;
    expect(second.active_thread_id).not.toBe(first.active_thread_id);
    await service.call('POST', '/chat', { message: 'Second thread' });
    const { threads, active_thread_id: active } = (await service.call('GET', '/chat/threads')).body;
    expect(active).toBe(second.active_thread_id);
    expect(threads).toMatchObject([
      { id: second.active_thread_id, title: 'Plans', message_count: 2, is_active: true, preview: 'Yes.' },
      { id: first.active_thread_id, title: 'A first line that is much longer tha', is_active: false },
    ]);
    await service.call('PUT', '/chat/threads/active', { thread_id: first.active_thread_id });
    expect((await historyOf())[0]).toEqual(['user', 'A first line that is much longer than a title\nand more']);
    expect((await historyOf(`?thread_id=${second.active_thread_id}`))[0]).toEqual(['user', 'Second thread']);
    await service.restart();
    expect((await service.call('GET', '/chat/threads')).body.active_thread_id).toBe(first.active_thread_id);
    expect(await historyOf()).toHaveLength(2);
  });

  it('that are not there are 404 in the clients’ words', async () => {
    chat = await startChat(null);
    const missing = { status: 404, body: { detail: 'Chat thread not found: gone' } };
    expect(await chat.service.call('PUT', '/chat/threads/active', { thread_id: 'gone' })).toEqual(missing);
    expect(await chat.service.call('GET', '/chat/history?thread_id=gone')).toEqual(missing);
  });
});

describe('what is said', () => {
  it('becomes memory in the background where a fact is stated', async () => {
    chat = await startChat(null);
    await chat.service.call('POST', '/chat', { message: 'My favourite editor is Helix. What is the time?' });
    const [task] = (await chat.service.call('GET', '/api/v1/tasks')).body.tasks;
    await chat.service.core.tasks.settled(task.task_id);
    const { hits } = (await chat.service.call('GET', '/api/v1/search?q=favourite editor&kinds=memory')).body;
    expect(hits).toMatchObject([{ text: 'My favourite editor is Helix.', app: 'memscreen' }]);
  });

  it('does not where the person does not want that, or only asks', async () => {
    chat = await startChat(null, { learnFromChat: false });
    await chat.service.call('POST', '/chat', { message: 'My favourite editor is Helix.' });
    expect((await chat.service.call('GET', '/api/v1/tasks')).body.tasks).toEqual([]);
    await chat.close();
    chat = await startChat(null);
    await chat.service.call('POST', '/chat', { message: 'What is my favourite editor?' });
    expect((await chat.service.call('GET', '/api/v1/tasks')).body.tasks).toEqual([]);
  });

  it('is found by search as conversation, and not among memories', async () => {
    chat = await startChat('Yes.');
    await chat.service.call('POST', '/chat', { message: 'Is the zeppelin landing?' });
    const search = async (kinds: string): Promise<any[]> =>
      (await chat.service.call('GET', `/api/v1/search?q=zeppelin&kinds=${kinds}`)).body.hits;
    expect((await search('conversation'))[0]).toMatchObject({
      kind: 'conversation',
      text: 'Is the zeppelin landing?',
      app: 'memscreen',
      metadata: { role: 'user' },
    });
    expect(await search('memory')).toEqual([]);
  });
});
