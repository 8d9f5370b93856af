import { afterEach, describe, expect, it } from 'vitest';
import { startFakeOllama } from '../../support/fakeOllama.js';
import { startChat, type Chat } from '../../support/chat.js';

let chat: Chat;
afterEach(() => chat.close());

const MODELS = [
  { name: 'nomic-embed-text:latest', family: 'nomic-bert' },
  { name: 'llama3.2:3b' },
  { name: 'Qwen3:8b' },
  { name: 'gemma3:latest', capabilities: ['completion', 'vision'] },
];

describe('choosing a model', () => {
  it('lists what the server has, as it names them', async () => {
    chat = await startChat('Hi.', { ollama: { models: MODELS } });
    expect((await chat.service.call('GET', '/chat/models')).body).toEqual({ models: MODELS.map(({ name }) => name) });
    expect((await chat.service.call('GET', '/chat/model')).body).toEqual({ model: 'llama3.2:3b' });
  });

  it.each([
    ['Qwen3:8b', 'Qwen3:8b'],
    ['qwen3:8b', 'Qwen3:8b'],
    ['qwen3', 'Qwen3:8b'],
    ['gemma3', 'gemma3:latest'],
    ['GEMMA3:latest', 'gemma3:latest'],
  ])('takes %s for %s, keeps it over a restart, and asks that one', async (asked, chosen) => {
    chat = await startChat('Hi.', { ollama: { models: MODELS } });
    const { service } = chat;
    expect(await service.call('PUT', '/chat/model', { model: asked })).toEqual({
      status: 200,
      body: { model: chosen },
    });
    await service.restart();
    expect((await service.call('GET', '/chat/model')).body).toEqual({ model: chosen });
    await service.call('POST', '/chat', { message: 'Hello?' });
    expect(chat.model.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body['model'])).toContain(
      chosen,
    );
    expect((await service.call('GET', '/chat/model')).body).toEqual({ model: chosen });
  });

  it.each(['nothing', '', 'llama', 'openai:gpt-4o'])('refuses %j and keeps the one before', async (model) => {
    chat = await startChat('Hi.', { ollama: { models: MODELS } });
    expect(await chat.service.call('PUT', '/chat/model', { model })).toEqual({
      status: 400,
      body: { detail: `Model not available: ${model}` },
    });
    expect((await chat.service.call('GET', '/chat/model')).body).toEqual({ model: 'llama3.2:3b' });
  });

  it('says there is none where nothing was configured', async () => {
    chat = await startChat(null, { modelsDisabled: true });
    expect((await chat.service.call('GET', '/chat/models')).body).toEqual({ models: [] });
    expect((await chat.service.call('GET', '/chat/model')).body).toEqual({ model: '' });
  });
});

describe('GET /models/catalog', () => {
  it('says what each model is for', async () => {
    chat = await startChat('Hi.', { ollama: { models: MODELS } });
    const { body } = await chat.service.call('GET', '/models/catalog');
    expect(body).toMatchObject({
      base_url: chat.model.url,
      current_chat_model: 'llama3.2:3b',
      recommended_chat_model: 'llama3.2:3b',
      available_chat_models: ['llama3.2:3b', 'Qwen3:8b', 'gemma3:latest'],
      models_disabled: false,
      runtime_ready: true,
      runtime_error: null,
    });
    expect(body.models.map(({ name, purpose, chat_selectable }: any) => [name, purpose, chat_selectable])).toEqual([
      ['nomic-embed-text:latest', 'embedding', false],
      ['llama3.2:3b', 'chat', true],
      ['Qwen3:8b', 'chat', true],
      ['gemma3:latest', 'vision', true],
    ]);
    expect(body.models[1]).toMatchObject({
      size_label: '3b',
      family: 'llama3.2',
      installed: true,
      size_bytes: 2_019_393_189,
      modified_at: '2026-01-02T03:04:05.678Z',
      recommended_chat_default: true,
    });
  });

  it('is a 200 with the reason where nobody answers, and where models are disabled', async () => {
    chat = await startChat('Hi.');
    await chat.model.close();
    expect((await chat.service.call('GET', '/models/catalog')).body).toMatchObject({
      runtime_ready: false,
      runtime_error: 'Ollama cannot be reached',
      models: [],
    });
    await chat.close().catch(() => undefined);
    chat = await startChat(null, { modelsDisabled: true });
    expect((await chat.service.call('GET', '/models/catalog')).body).toMatchObject({
      models_disabled: true,
      runtime_ready: false,
      current_chat_model: null,
    });
  });
});

describe('POST /models/download', () => {
  it('fetches the named model, with progress in the tasks', async () => {
    chat = await startChat('Hi.', { ollama: { pull: ['manifest', 0.25, 0.5, 1, 'success'] } });
    const { service } = chat;
    expect(await service.call('POST', '/models/download', { model: 'gemma3:4b' })).toEqual({
      status: 200,
      body: { ok: true, model: 'gemma3:4b', status: 'success' },
    });
    expect(chat.model.requests.at(-1)).toMatchObject({ path: '/api/pull', body: { name: 'gemma3:4b', stream: true } });
    const [task] = (await service.call('GET', '/api/v1/tasks')).body.tasks;
    expect(task).toMatchObject({ kind: 'model.download', status: 'succeeded', progress: 1 });
  });

  it.each([
    ['no model', { model: ' ' }, 400, 'model is required'],
    ['one that is not there', { model: 'gone:1b' }, 500, 'Ollama could not fetch the model: file does not exist'],
  ])('%s', async (_name, sent, status, detail) => {
    chat = await startChat('Hi.', { ollama: { pull: ['manifest', { error: 'file does not exist' }] } });
    expect(await chat.service.call('POST', '/models/download', sent)).toEqual({ status, body: { detail } });
  });

  it('is stopped when the caller hangs up', async () => {
    chat = await startChat('Hi.', { ollama: { pull: ['manifest', 0.1, 'wait'] } });
    const abort = new AbortController();
    const sent = chat.service.fetch('/models/download', {
      method: 'POST',
      body: JSON.stringify({ model: 'gemma3:4b' }),
      signal: abort.signal,
    });
    await chat.model.untilRequested(1);
    abort.abort();
    await expect(sent).rejects.toThrow();
    await chat.model.untilClosedByClient(1);
  });

  it('fetches nothing where models are disabled', async () => {
    chat = await startChat(null, { modelsDisabled: true });
    expect((await chat.service.call('POST', '/models/download', { model: 'x' })).status).toBe(503);
  });
});

describe('config and health', () => {
  it('say where things are', async () => {
    chat = await startChat('Hi.');
    const { body } = await chat.service.call('GET', '/config');
    expect(body).toEqual({
      ollama_base_url: chat.model.url,
      db_dir: `${chat.service.dataDir}/store`,
      videos_dir: `${chat.service.dataDir}/videos`,
    });
  });

  it.each([
    ['', { status: 'ok', mode: 'light', ollama: 'ok', db: 'ok' }],
    ['?include_db=true', { status: 'ok', mode: 'db' }],
    ['?include_ollama=1', { status: 'ok', mode: 'ollama' }],
    ['?include_db=true&include_ollama=true', { status: 'ok', mode: 'full' }],
  ])('GET /memscreen/health%s', async (query, expected) => {
    chat = await startChat('Hi.');
    expect((await chat.service.call('GET', `/memscreen/health${query}`)).body).toMatchObject(expected);
    expect((await chat.service.call('GET', `/health${query}`)).body).toMatchObject({
      status: 'ok',
      ollama: 'ok',
      db: 'ok',
    });
  });

  it('is ok with a dead model server, and degraded only where that was asked for', async () => {
    const gone = await startFakeOllama();
    await gone.close();
    chat = await startChat(null, {
      models: { llm: { provider: 'ollama', baseUrl: gone.url, model: null }, embedder: null },
    });
    const { body } = await chat.service.call('GET', '/memscreen/health');
    expect(body).toMatchObject({ status: 'ok', ollama: 'error: Ollama cannot be reached' });
    expect((await chat.service.call('GET', '/memscreen/health?include_ollama=true')).body.status).toBe('degraded');
  });
});
