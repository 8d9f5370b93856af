import { strFromU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = (method: string, path: string, body?: unknown) => service.call(method, path, body);
const create = async (text: string, more: Record<string, unknown> = {}) =>
  (await call('POST', '/api/v1/memories/', { user_id: 'user001', text, infer: false, ...more })).body;
const MISSING = '00000000-0000-4000-8000-000000000000';

describe('apps and stats', () => {
  it('count what was created and read', async () => {
    const [one] = [await create('one', { app: 'editor' }), await create('two', { app: 'editor' })];
    const scope = await service.core.identity.ensureScope('user001', 'reader');
    const memory = await service.core.memories.require(null, one.id);
    await service.core.accesses.record(scope, 'search', [
      { memory, detail: { query: 'q', score: 0.5, hash: memory.hash } },
    ]);
    await service.core.accesses.record(scope, 'list', [{ memory, detail: { hash: memory.hash } }]);

    const { body: list } = await call(
      'GET',
      '/api/v1/apps/?page=1&page_size=10&sort_by=memories&sort_direction=desc&name=ED',
    );
    expect(list).toMatchObject({
      total: 1,
      page: 1,
      page_size: 10,
      apps: [
        { id: one.app_id, name: 'editor', is_active: true, total_memories_created: 2, total_memories_accessed: 0 },
      ],
    });
    const details = (await call('GET', `/api/v1/apps/${scope.app.id}`)).body;
    expect(details).toMatchObject({ is_active: true, total_memories_created: 0, total_memories_accessed: 2 });
    expect(details.first_accessed).toMatch(/^\d{4}-.*\d{6}$/);
    const memories = (await call('GET', `/api/v1/apps/${one.app_id}/memories?page=1&page_size=1`)).body;
    expect(memories).toMatchObject({ total: 2, page_size: 1, memories: [{ content: 'two' }] });
    expect(memories.memories[0]).not.toHaveProperty('app_name');
    expect(memories.memories[0].created_at).toMatch(/\.\d{6}$/);
    const accessed = (await call('GET', `/api/v1/apps/${scope.app.id}/accessed`)).body;
    expect(accessed).toMatchObject({
      total: 1,
      memories: [{ access_count: 2, memory: { id: one.id, app_name: 'editor' } }],
    });
    const log = (await call('GET', `/api/v1/memories/${one.id}/access-log?page=1&page_size=10`)).body;
    expect(log).toMatchObject({
      total: 2,
      logs: [
        { access_type: 'list', app_name: 'reader' },
        { access_type: 'search', metadata_: { query: 'q', score: 0.5 } },
      ],
    });

    const stats = (await call('GET', '/api/v1/stats?user_id=user001')).body;
    expect(stats).toMatchObject({
      total_memories: 2,
      total_apps: 2,
      apps: [{ name: 'editor', metadata_: {}, description: null }, { name: 'reader' }],
    });
  });

  it('are paused and let go on; unknown ones are said to be unknown', async () => {
    const { app_id: id } = await create('x', { app: 'switch' });
    expect((await call('PUT', `/api/v1/apps/${id}?is_active=false`)).body).toEqual({
      status: 'success',
      message: 'Updated app details successfully',
    });
    expect((await call('GET', '/api/v1/apps?is_active=false')).body.apps.map(({ name }: any) => name)).toEqual([
      'switch',
    ]);
    expect((await call('PUT', `/api/v1/apps/${id}?is_active=yes`)).status).toBe(200);
    expect(await call('GET', `/api/v1/apps/${MISSING}`)).toEqual({ status: 404, body: { detail: 'App not found' } });
    expect((await call('PUT', `/api/v1/apps/${id}`)).status).toBe(422);
    expect((await call('GET', `/api/v1/apps/${MISSING}/memories`)).status).toBe(404);
    expect((await call('GET', `/api/v1/apps/${MISSING}/accessed`)).body).toEqual({
      total: 0,
      page: 1,
      page_size: 10,
      memories: [],
    });
    expect((await call('GET', '/api/v1/apps/?page_size=0')).status).toBe(422);
    expect((await call('GET', '/api/v1/stats/?user_id=nobody')).status).toBe(404);
  });
});

describe('config', () => {
  const defaults = {
    openmemory: { custom_instructions: null },
    mem0: {
      llm: {
        provider: 'openai',
        config: {
          model: 'gpt-4o-mini',
          temperature: 0.1,
          max_tokens: 2000,
          api_key: 'env:OPENAI_API_KEY',
          ollama_base_url: null,
        },
      },
      embedder: {
        provider: 'openai',
        config: { model: 'text-embedding-3-small', api_key: 'env:OPENAI_API_KEY', ollama_base_url: null },
      },
    },
  };

  it('begins as documented, with and without the slash, and nothing chosen', async () => {
    expect((await call('GET', '/api/v1/config/')).body).toEqual(defaults);
    expect((await call('GET', '/api/v1/config')).body).toEqual(defaults);
    expect((await service.core.engine.load()).chosen).toBe(false);
  });

  it('saves the documented sample, keeps unknown keys, and never shows a literal key', async () => {
    const literal = ['not', 'a', 'real', 'key'].join('-');
    const sample = {
      openmemory: { custom_instructions: null },
      mem0: {
        vector_store: {
          provider: 'qdrant',
          config: { collection_name: 'openmemory-api', host: 'localhost', port: 6333, embedding_model_dims: 1024 },
        },
        llm: {
          provider: 'openai',
          config: { model: 'qwen3-235b-a22b', openai_base_url: 'https://models.example/v1', api_key: 'env:MAAS_KEY' },
        },
        embedder: {
          provider: 'openai',
          config: {
            model: 'text-embedding-v4',
            openai_base_url: 'https://models.example/v1',
            embedding_dims: 1024,
            api_key: literal,
          },
        },
      },
    };
    const response = await service.fetch('/api/v1/config/', {
      method: 'PUT',
      body: JSON.stringify(sample),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(200);
    const saved = (await call('GET', '/api/v1/config')).body;
    expect(saved).toEqual(await response.json());
    expect(saved.mem0).toEqual({
      vector_store: sample.mem0.vector_store,
      llm: {
        provider: 'openai',
        config: {
          model: 'qwen3-235b-a22b',
          temperature: 0.1,
          max_tokens: 2000,
          api_key: 'env:MAAS_KEY',
          ollama_base_url: null,
          openai_base_url: 'https://models.example/v1',
        },
      },
      embedder: {
        provider: 'openai',
        config: {
          model: 'text-embedding-v4',
          api_key: '***',
          ollama_base_url: null,
          openai_base_url: 'https://models.example/v1',
          embedding_dims: 1024,
        },
      },
    });
    await call('PUT', '/api/v1/config', saved);
    const settings = await service.core.engine.load();
    expect(settings.embedder).toMatchObject({ apiKey: literal, baseUrl: 'https://models.example/v1' });
    expect(settings.chosen).toBe(true);
    await service.restart();
    expect((await call('GET', '/api/v1/config')).body).toEqual(saved);
  });

  it('is changed in parts, and reset', async () => {
    expect(
      (
        await call('PATCH', '/api/v1/config/', {
          openmemory: { custom_instructions: 'Only food' },
          mem0: { llm: { config: { temperature: 0.7 } } },
        })
      ).body,
    ).toMatchObject({
      openmemory: { custom_instructions: 'Only food' },
      mem0: { llm: { config: { temperature: 0.7, model: 'qwen3-235b-a22b' } } },
    });
    const llm = { provider: 'ollama', config: { model: 'llama3.2:3b', ollama_base_url: 'http://127.0.0.1:11434' } };
    expect((await call('PUT', '/api/v1/config/mem0/llm', llm)).body).toMatchObject({
      provider: 'ollama',
      config: { ollama_base_url: 'http://127.0.0.1:11434' },
    });
    expect((await call('GET', '/api/v1/config/mem0/llm')).body.config.model).toBe('llama3.2:3b');
    expect((await call('PUT', '/api/v1/config/openmemory', { custom_instructions: null })).body).toEqual({
      custom_instructions: 'Only food',
    });
    expect((await call('GET', '/api/v1/config/mem0/vector_store')).body.provider).toBe('qdrant');
    expect((await call('POST', '/api/v1/config/reset')).body).toEqual(defaults);
    expect((await service.core.engine.load()).chosen).toBe(false);
  });

  it('says what is wrong and keeps what there was', async () => {
    expect(
      (await call('PUT', '/api/v1/config/', { mem0: { llm: { provider: 'openai' } } })).body.detail[0],
    ).toMatchObject({ type: 'missing', loc: ['body', 'mem0', 'llm', 'config'] });
    expect(
      (
        await call('PUT', '/api/v1/config/', {
          mem0: { llm: { provider: 'openai', config: { model: 'm', openai_base_url: 'file:///etc/passwd' } } },
        })
      ).status,
    ).toBe(422);
    expect((await call('PATCH', '/api/v1/config/', { mem0: { llm: { config: { temperature: 'hot' } } } })).status).toBe(
      422,
    );
    expect((await call('GET', '/api/v1/config/')).body).toEqual(defaults);
  });
});

describe('backup', () => {
  const upload = async (bytes: Uint8Array, userName: string, mode = 'overwrite', name = 'backup.zip') => {
    const form = new FormData();
    form.set('file', new Blob([Buffer.from(bytes)]), name);
    form.set('user_id', userName);
    const response = await service.fetch(`/api/v1/backup/import?mode=${mode}`, { method: 'POST', body: form });
    return { status: response.status, body: (await response.json()) as any };
  };
  const download = async (userName: string) => {
    const response = await service.fetch('/api/v1/backup/export', {
      method: 'POST',
      body: JSON.stringify({ user_id: userName }),
    });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  };

  it('goes out and comes back whole', async () => {
    const user = 'archivist';
    const memory = await create('爱吃西瓜', { user_id: user, metadata: { k: 'v' }, app: 'phone' });
    const paused = await create('I am on hold', { user_id: user });
    await call('POST', '/api/v1/memories/actions/pause', { user_id: user, memory_ids: [paused.id], state: 'paused' });
    const { status, headers, bytes } = await download(user);
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'application/zip',
      'attachment; filename="memories_export_archivist.zip"',
    ]);
    const document = JSON.parse(strFromU8(unzipSync(bytes)['memories.json']!));
    expect(document.memories).toHaveLength(2);
    expect(document.memories[0].created_at).toMatch(/\+00:00$/);
    expect(document.export_meta.version).toBe('1');

    await call('POST', '/api/v1/memories/', { user_id: 'heir', text: 'x', infer: false });
    expect(await upload(bytes, 'heir')).toEqual({
      status: 200,
      body: { message: 'Import completed into user "heir"' },
    });
    const { items, total } = (await call('POST', '/api/v1/memories/filter', { user_id: 'heir', search_query: '西瓜' }))
      .body;
    expect([total, items[0].app_name, items[0].categories, items[0].metadata_]).toEqual([
      1,
      'openmemory',
      ['preferences'],
      { k: 'v' },
    ]);
    expect(items[0].id).not.toBe(memory.id);
    expect((await call('GET', `/api/v1/search?q=${encodeURIComponent('西瓜')}&user_id=heir`)).body.hits).toHaveLength(
      1,
    );

    await call('PUT', `/api/v1/memories/${memory.id}`, { user_id: user, memory_content: 'changed since' });
    await upload(bytes, user, 'skip');
    expect((await call('GET', `/api/v1/memories/${memory.id}`)).body.text).toBe('changed since');
    await upload(bytes, user, 'overwrite');
    expect((await call('GET', `/api/v1/memories/${memory.id}`)).body.text).toBe('爱吃西瓜');
    expect((await call('GET', `/api/v1/memories/${paused.id}`)).body.state).toBe('paused');
  });

  it('refuses what is no archive, and imports nothing of it', async () => {
    const user = 'victim';
    await create('x', { user_id: user });
    const count = async () => (await call('POST', '/api/v1/memories/filter', { user_id: user })).body.total;
    const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const good = { id: MISSING, content: 'smuggled', created_at: '2025-01-01T00:00:00+00:00' };
    const cases: [Uint8Array, string][] = [
      [new TextEncoder().encode('not a zip'), 'Invalid zip file'],
      [zipSync({ 'other.json': json({}) }), 'missing'],
      [zipSync({ '../../memories.json': json({ memories: [good] }) }), 'missing'],
      [zipSync({ 'memories.json': json({ memories: [good, { ...good, id: '../../etc' }] }) }), 'not as expected'],
      [zipSync({ 'memories.json': json({ memories: [good], export_meta: { version: '9' } }) }), 'newer version'],
      [
        zipSync({ 'memories.json': json({ memories: [good] }), 'memories.jsonl.gz': new Uint8Array([1, 2, 3]) }),
        'cannot be unpacked',
      ],
      [zipSync({ 'memories.json': json({ memories: [good] }) }).slice(0, 60), 'Invalid zip file'],
    ];
    for (const [bytes, detail] of cases) {
      const answer = await upload(bytes, user);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toContain(detail);
    }
    expect((await upload(zipSync({}), user, 'overwrite', 'notes.txt')).body).toEqual({
      detail: 'Expected a zip file.',
    });
    expect((await upload(zipSync({}), user, 'merge')).body).toEqual({
      detail: "Invalid mode. Must be 'skip' or 'overwrite'.",
    });
    expect((await upload(zipSync({ 'memories.json': json({ memories: [] }) }), 'nobody')).status).toBe(404);
    expect((await service.fetch('/api/v1/backup/import', { method: 'POST', body: 'x' })).status).toBe(400);
    expect((await download('nobody')).status).toBe(404);
    expect(await count()).toBe(1);
  });
});
