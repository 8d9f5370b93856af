import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const search = async (query: string) => (await service.call('GET', `/api/v1/search?${query}`)).body;
const add = async (text: string, more: Record<string, unknown> = {}) =>
  (await service.call('POST', '/api/v1/memories/', { user_id: 'user', text, infer: false, ...more })).body;

describe('GET /api/v1/search', () => {
  it('finds what any dialect added, for the default user, in the documented shape', async () => {
    const { id } = await add('The staging cluster is called heron', {
      metadata: { session_id: 's-9', timestamp: '2024-03-01T12:00:00Z' },
      app: 'phone',
    });
    const { hits } = await search('q=what is the staging cluster called');
    expect(hits[0]).toEqual({
      id,
      kind: 'memory',
      text: 'The staging cluster is called heron',
      score: expect.any(Number),
      app: 'phone',
      session_id: 's-9',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      metadata: { session_id: 's-9', timestamp: '2024-03-01T12:00:00Z' },
    });
    expect((await search('q=staging cluster&explain=true')).hits[0].explanation.length).toBeGreaterThan(0);
  });

  it('narrows by user, app, kind and the time told of', async () => {
    await add('heron feeding times', { app: 'zoo', metadata: { timestamp: 1_600_000_000 } });
    await service.core.identity.ensureScope('other', 'zoo');
    expect((await search('q=heron&app=zoo')).hits).toHaveLength(1);
    expect((await search('q=heron&app=nowhere')).hits).toEqual([]);
    expect((await search('q=heron&user_id=other')).hits).toEqual([]);
    expect((await search('q=heron&user_id=nobody')).hits).toEqual([]);
    expect((await search('q=heron&kinds=screen,activity')).hits).toEqual([]);
    expect((await search('q=heron&kinds=memory')).hits).toHaveLength(2);
    expect((await search('q=heron&from=2024-01-01&to=2024-12-31T23:59:59Z')).hits).toHaveLength(1);
    expect((await search('q=heron&to=1650000000')).hits).toHaveLength(1);
    expect((await search('q=heron&limit=1')).hits).toHaveLength(1);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'kinds=dreams', 'from=yesterday', 'to=2024-13-45', 'explain=maybe'])(
    'says what is wrong with %s',
    async (bad) => {
      const { status, body } = await service.call('GET', `/api/v1/search?q=x&${bad}`);
      expect(status).toBe(400);
      expect(body.detail).toContain(bad.split('=')[0]);
    },
  );

  it('finds Chinese by its words', async () => {
    await add('爱吃西瓜');
    const { hits } = await search(`q=${encodeURIComponent('爱吃什么水果')}`);
    expect(hits[0].text).toBe('爱吃西瓜');
  });
});

describe('tasks', () => {
  it('are listed, shown and cancelled', async () => {
    const { core } = service;
    const scope = await core.identity.ensureScope('user', 'tasks');
    core.tasks.define(
      'test.wait',
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    );
    const { id } = await core.tasks.submit('test.wait', scope.user.id, {});
    const { body } = await service.call('GET', '/api/v1/tasks?limit=5');
    expect(body.tasks[0]).toMatchObject({ task_id: id, kind: 'test.wait', progress: 0, error: null });
    expect((await service.call('DELETE', `/api/v1/tasks/${id}`)).body.status).toBe('cancelled');
    expect((await service.call('GET', `/api/v1/tasks/${id}`)).body.status).toBe('cancelled');
    expect(await service.call('GET', '/api/v1/tasks/none')).toEqual({
      status: 404,
      body: { detail: 'Task not found' },
    });
    expect((await service.call('DELETE', '/api/v1/tasks/none')).status).toBe(404);
    expect((await service.call('GET', '/api/v1/tasks?limit=0')).status).toBe(400);
  });
});

describe('the shared origin', () => {
  it('tells the dialects apart by the shape of a request', async () => {
    const messages = Array.from({ length: 10 }, () => ({ role: 'user', content: 'x' }));
    const omni = { app_id: 'my-app-long', user_id: 'user-long-enough', messages };
    expect((await service.call('POST', '/api/v1/memories', omni)).status).toBe(202);
    expect((await service.call('POST', '/api/v1/memories/', omni)).status).toBe(202);
    expect((await service.call('POST', '/api/v1/memories', { user_id: 'user', text: 'x', infer: false })).status).toBe(
      200,
    );
    expect((await service.call('POST', '/api/v1/memories', {})).status).toBe(400);
    expect((await service.call('POST', '/api/v1/memories/', {})).status).toBe(422);
    const missing = '00000000-0000-4000-8000-000000000000';
    expect((await service.call('GET', `/api/v1/memories/${missing}?app_id=my-app-long`)).body.detail).toContain(
      'my-app-long',
    );
    expect((await service.call('GET', `/api/v1/memories/${missing}`)).body.detail).toBe('Memory not found');
    expect((await service.call('GET', '/nowhere')).body).toEqual({ detail: 'Not Found' });
    const wrong = await service.fetch('/api/v1/stats', { method: 'PUT' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('serves each dialect under its prefix, MCP at OpenMemory’s base too', async () => {
    expect((await service.call('GET', '/openmemory/api/v1/config')).status).toBe(200);
    expect((await service.call('GET', '/omnimemory/health')).body).toMatchObject({
      status: 'healthy',
      service: 'omnimemory-api',
    });
    expect((await service.call('GET', '/omnimemory/api/v1/config')).status).toBe(404);
    const tools = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    expect((await service.fetch('/openmemory/mcp/x/http/y', { method: 'POST', headers, body: tools })).status).toBe(
      200,
    );
  });

  it.each(['/docs', '/redoc', '/openmemory/docs', '/omnimemory/redoc'])(
    'has a page of documentation at %s that loads nothing from elsewhere',
    async (path) => {
      const page = await service.fetch(path);
      const html = await page.text();
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(html).not.toMatch(/https?:\/\//);
      for (const [, asset = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
        if (asset !== 'data:,')
          expect(
            (
              await service.fetch(
                `/${path
                  .split('/')
                  .slice(1, -1)
                  .map((part) => `${part}/`)
                  .join('')}${asset}`,
              )
            ).status,
          ).toBe(200);
      }
    },
  );

  it('has a document for all and one for each', async () => {
    expect((await service.call('GET', '/openapi.json')).body.info.title).toBe('Loci');
    expect((await service.call('GET', '/omnimemory/openapi.json')).body.info.title).toBe('OmniMemory API');
  });

  it('answers / with the documented JSON, and a page for browsers', async () => {
    expect((await service.call('GET', '/')).body).toMatchObject({ name: 'OmniMemory API' });
    const page = await service.fetch('/', { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('answers /health with ok', async () => {
    expect((await service.call('GET', '/health')).body).toMatchObject({
      status: 'ok',
      sdk_initialized: true,
      service: 'omnimemory-api',
    });
  });
});
