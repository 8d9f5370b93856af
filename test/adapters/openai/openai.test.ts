import { afterEach, describe, expect, it } from 'vitest';
import { createOpenai } from '../../../server/adapters/openai/openai.js';
import type { FakeModelServer } from '../../support/fakeModelServer.js';
import { startFakeModelServer } from '../../support/fakeModelServer.js';
import { startFakeOpenai } from '../../support/fakeOpenai.js';
import { collect, KEY, testProvider, USER } from '../modelServer/contract.js';

const MODEL = 'gpt-4o-mini';
const EMBEDDER = 'text-embedding-3-small';

describe('a server with the API of OpenAI', () => {
  testProvider({
    create: createOpenai,
    start: (answer) => startFakeOpenai(answer === undefined ? {} : { answer }),
    chatModel: MODEL,
    embeddingModel: EMBEDDER,
  });
});

describe('what is special about the API of OpenAI', () => {
  let server: FakeModelServer;
  afterEach(() => server.close());
  const config = (more: object = {}) => ({ baseUrl: server.url, apiKey: null, timeoutMs: 5_000, extra: {}, ...more });
  const ask = (more: object = {}) => collect(createOpenai(config()).chat({ model: MODEL, messages: USER, ...more }));

  it.each([
    ['response_format', { json: true }, { response_format: undefined }],
    ['temperature', { temperature: 0.5 }, { temperature: undefined }],
    ['max_tokens', { maxTokens: 77 }, { max_tokens: undefined, max_completion_tokens: 77 }],
  ])('asks again without %s where the server does not know it', async (option, asked, sent) => {
    server = await startFakeOpenai({ refuses: [option] });
    expect(await ask({ json: true, temperature: 0.5, maxTokens: 77, ...asked })).toBe('Hello.');
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]!.body).toMatchObject({ model: MODEL, stream: true });
    for (const [key, value] of Object.entries(sent)) expect(server.requests[1]!.body[key]).toBe(value);
  });

  it('asks again without each of several options, and gives up when none is left', async () => {
    server = await startFakeOpenai({ refuses: ['temperature', 'max_tokens', 'response_format'] });
    expect(await ask({ json: true, temperature: 0.5, maxTokens: 77 })).toBe('Hello.');
    server.faults.push({ error: 400, message: 'I do not like this' }, { error: 400, message: 'nor this' });
    await expect(ask({ json: true })).rejects.toMatchObject({ code: 'upstream_failed' });
    expect(server.requests).toHaveLength(6);
  });

  it('asks for embeddings of the configured length, where the model can', async () => {
    server = await startFakeOpenai();
    await createOpenai(config({ extra: { embedding_dims: 1024 } })).embed(EMBEDDER, ['text']);
    expect(server.requests[0]!.body).toMatchObject({ model: EMBEDDER, input: ['text'], dimensions: 1024 });
    await server.close();
    server = await startFakeOpenai({ refuses: ['dimensions'] });
    expect(await createOpenai(config({ extra: { embedding_dims: 1024 } })).embed(EMBEDDER, ['text'])).toHaveLength(1);
  });

  it('shows its key, and says when it is not the right one', async () => {
    server = await startFakeOpenai({ apiKey: KEY });
    expect(await collect(createOpenai(config({ apiKey: KEY })).chat({ model: MODEL, messages: USER }))).toBe('Hello.');
    await expect(createOpenai(config({ apiKey: `not-${KEY}` })).listModels()).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.not.stringContaining(KEY) as string,
    });
  });

  it('knows an unknown model by the text of a 400', async () => {
    server = await startFakeOpenai();
    server.faults.push({ error: 400, message: 'The model gpt-9 does not exist or you lack access' });
    await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('asks again when an answer breaks off before its first piece', async () => {
    server = await startFakeOpenai();
    server.answer((_call, requests) => (requests === 1 ? { cut: '' } : 'second try'));
    expect(await ask()).toBe('second try');
  });
});

describe('answers of servers that are only alike', () => {
  let server: FakeModelServer;
  afterEach(() => server.close());

  /** A server whose chat answers with these bytes, framed by the caller. */
  const ask = async (head: Record<string, string>, bytes: string): Promise<string> => {
    server = await startFakeModelServer({
      path: '/v1',
      answer: 'x',
      route: ({ body }) => ({ model: '', messages: [], json: false, body }),
      framing: { head, piece: () => bytes, end: () => '', failure: String, malformed: '', error: () => ({}) },
    });
    const config = { baseUrl: server.url, apiKey: null, timeoutMs: 5_000, extra: {} };
    return collect(createOpenai(config).chat({ model: MODEL, messages: USER }));
  };
  const stream = { 'content-type': 'text/event-stream' };

  it('reads CRLF, comments, other fields and data over several lines', async () => {
    const bytes =
      ': hi\r\n\r\nevent: message\r\nid: 1\r\ndata: {"choices":[{"delta":\r\ndata: {"content":"Zoë"}}]}\r\n\r\ndata:{"choices":[]}\r\n\r\ndata: [DONE]\r\n\r\n';
    expect(await ask(stream, bytes)).toBe('Zoë');
  });

  it('is content with a finish reason, and with an end without a blank line', async () => {
    expect(await ask(stream, 'data: {"choices":[{"delta":{"content":"all"},"finish_reason":"stop"}]}')).toBe('all');
  });

  it('reads a plain answer', async () => {
    const answer = { choices: [{ message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }] };
    expect(await ask({ 'content-type': 'application/json' }, JSON.stringify(answer, null, 2))).toBe('whole');
  });

  it('leaves out what a model thinks beside its answer', async () => {
    const bytes =
      'data: {"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}\n\ndata: {"choices":[{"delta":{"content":"so"}}]}\n\ndata: [DONE]\n\n';
    expect(await ask(stream, bytes)).toBe('so');
  });

  it.each([
    ['a page', '<html>Please log in</html>', 'upstream_failed'],
    ['JSON of another form', '{"result": 1}', 'upstream_failed'],
    ['JSON null', 'data: null\n\n', 'upstream_failed'],
  ])('fails on %s', async (_name, bytes, code) => {
    await expect(ask(stream, bytes)).rejects.toMatchObject({ code });
  });

  it('takes nothing for an answer that broke off', async () => {
    await expect(ask(stream, 'data: {"choices":[{"delta":{"content":"half"}}]}\n\n')).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(server.requests).toHaveLength(1);
  });
});
