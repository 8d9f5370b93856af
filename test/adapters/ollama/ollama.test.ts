import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOllama } from '../../../server/adapters/ollama/ollama.js';
import type { ModelInfo } from '../../../server/ports/model.js';
import { CHAT_MODEL, EMBEDDING_MODEL, startFakeOllama } from '../../support/fakeOllama.js';
import type { FakeModelServer } from '../../support/fakeModelServer.js';
import { collect, testProvider, USER } from '../modelServer/contract.js';

describe('an Ollama server', () => {
  testProvider({
    create: createOllama,
    start: (answer) => startFakeOllama(answer === undefined ? {} : { answer }),
    chatModel: CHAT_MODEL,
    embeddingModel: EMBEDDING_MODEL,
  });
});

describe('what is special about Ollama', () => {
  let server: FakeModelServer | undefined;
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await server?.close();
    server = undefined;
  });
  const config = (baseUrl: string) => ({ baseUrl, apiKey: null, timeoutMs: 5_000, extra: {} });

  it('sends its words for options, and those that were configured', async () => {
    server = await startFakeOllama();
    const provider = createOllama({ ...config(server.url), extra: { options: { num_ctx: 16_384 } } });
    await collect(provider.chat({ model: CHAT_MODEL, messages: USER, temperature: 0, maxTokens: 99, json: true }));
    expect(server.requests[0]).toMatchObject({
      path: '/api/chat',
      body: { stream: true, format: 'json', options: { temperature: 0, num_predict: 99, num_ctx: 16_384 } },
    });
  });

  it('sends pictures beside what is said', async () => {
    server = await startFakeOllama();
    const messages = [{ role: 'user' as const, content: 'What is it?', pictures: [Buffer.from('jpeg')] }];
    await collect(createOllama(config(server.url)).chat({ model: CHAT_MODEL, messages }));
    expect(server.requests[0]).toMatchObject({
      body: { messages: [{ role: 'user', content: 'What is it?', images: ['anBlZw=='] }] },
    });
  });

  it('tells embedding models from others by what the server says, else by their family', async () => {
    server = await startFakeOllama({
      models: [
        { name: 'embeddinggemma:latest', family: 'gemma3', capabilities: ['embedding'] },
        { name: 'gemma3:4b', family: 'gemma3', capabilities: ['completion', 'vision'] },
        { name: 'all-minilm:latest', family: 'bert' },
        { name: 'llama3.2:3b', family: 'llama' },
      ],
    });
    const models = await createOllama(config(server.url)).listModels();
    expect(models.map(({ canEmbed }: ModelInfo) => canEmbed)).toEqual([true, false, true, null]);
    expect(models[0]).toMatchObject({ sizeBytes: 2_019_393_189, modifiedAt: Date.parse('2026-01-02T03:04:05.678Z') });
  });

  it('knows an answer that was ended before it was whole', async () => {
    const part = JSON.stringify({ model: CHAT_MODEL, message: { role: 'assistant', content: 'half' }, done: false });
    const broken = createServer((_request, response) => response.end(`${part}\n`));
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    try {
      const provider = createOllama(config(`http://127.0.0.1:${(broken.address() as AddressInfo).port}`));
      await expect(collect(provider.chat({ model: CHAT_MODEL, messages: USER }))).rejects.toMatchObject({
        code: 'unavailable',
        message: 'Ollama stopped in the middle of its answer',
      });
    } finally {
      broken.close();
    }
  });

  it('prints nothing when a proxy answers with a page', async () => {
    const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const proxy = createServer((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>No</h1>'),
    );
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const provider = createOllama(config(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`));
      await expect(provider.listModels()).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      proxy.close();
    }
    for (const print of printed) expect(print).not.toHaveBeenCalled();
  });

  it('does not follow a redirect', async () => {
    server = await startFakeOllama();
    const elsewhere = server.url;
    const redirecting = createServer((_request, response) =>
      response.writeHead(307, { location: `${elsewhere}/api/tags` }).end(),
    );
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    try {
      const provider = createOllama(config(`http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`));
      await expect(provider.listModels()).rejects.toMatchObject({ code: 'upstream_failed' });
    } finally {
      redirecting.close();
    }
    expect(server.requests).toHaveLength(0);
  });
});
