import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
const clients: Client[] = [];

beforeAll(async () => {
  service = await startService();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(() => service.close());

async function connect(transport: Transport, name = 'tester'): Promise<Client> {
  const client = new Client({ name, version: '1.0.0' });
  await client.connect(transport);
  clients.push(client);
  return client;
}

const sse = (user: string, client = 'claude') =>
  connect(new SSEClientTransport(new URL(`${service.url}/mcp/${client}/sse/${user}`)));
const http = (user: string, client = 'cursor') =>
  connect(new StreamableHTTPClientTransport(new URL(`${service.url}/mcp/${client}/http/${user}`)));
const plain = (name: string) => connect(new StreamableHTTPClientTransport(new URL(`${service.url}/mcp`)), name);

interface Outcome {
  text: string;
  structured: any;
  isError: boolean;
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Outcome> {
  const result = (await client.callTool({ name, arguments: args })) as any;
  return { text: result.content[0].text, structured: result.structuredContent, isError: result.isError === true };
}

describe.each([
  ['SSE', sse],
  ['Streamable HTTP', http],
])('the tools over %s', (label, open) => {
  const user = `user of ${label}`;

  it('add, find, list and delete', async () => {
    const client = await open(user);
    const added = await call(client, 'add_memories', { text: 'The staging database is called heron', infer: false });
    const [memory] = JSON.parse(added.text).results;
    expect(memory).toMatchObject({ memory: 'The staging database is called heron', event: 'ADD' });
    expect(added.structured).toEqual(JSON.parse(added.text));

    const found = await call(client, 'search_memory', { query: 'what is our staging database called?' });
    expect(JSON.parse(found.text).results[0]).toMatchObject({ id: memory.id, memory: memory.memory });
    expect(Object.keys(found.structured.results[0]).sort()).toEqual([
      'created_at',
      'hash',
      'id',
      'memory',
      'score',
      'updated_at',
    ]);

    const listed = await call(client, 'list_memories');
    expect(JSON.parse(listed.text)).toMatchObject([{ id: memory.id, user_id: user }]);
    expect(listed.structured.results).toHaveLength(1);

    expect((await call(client, 'delete_memories', { memory_ids: [memory.id] })).text).toBe(
      'Successfully deleted 1 memories',
    );
    expect((await call(client, 'search_memory', { query: 'staging database' })).structured).toEqual({ results: [] });
    expect(await call(client, 'delete_memories', { memory_ids: [memory.id] })).toMatchObject({ isError: true });
  });

  it('infer facts by default, and say when there was nothing new', async () => {
    const client = await open(user);
    const added = await call(client, 'add_memories', { text: 'Hello! I moved to Porto in March. Thanks!' });
    expect(added.structured.results).toHaveLength(1);
    expect((await call(client, 'add_memories', { text: 'I moved to Porto in March.' })).text).toBe('{"results":[]}');
    expect((await call(client, 'delete_all_memories')).text).toBe('Successfully deleted all memories');
    expect((await call(client, 'list_memories')).text).toBe('[]');
  });

  it('answer bad arguments as an error and go on', async () => {
    const client = await open(user);
    for (const [name, args] of [
      ['add_memories', {}],
      ['add_memories', { text: 5 }],
      ['delete_memories', { memory_ids: 'all' }],
      ['delete_memories', {}],
      ['search_memory', {}],
      ['no_such_tool', {}],
    ] as const) {
      const outcome = await client.callTool({ name, arguments: args }).catch(() => ({ isError: true }));
      expect(outcome.isError).toBe(true);
    }
    expect((await call(client, 'list_memories')).isError).toBe(false);
  });

  it('tell a model when to call them, and which ones destroy', async () => {
    const { tools } = await (await open(user)).listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'add_memories',
      'delete_all_memories',
      'delete_memories',
      'list_memories',
      'recent_activity',
      'search_memory',
      'search_screen',
    ]);
    const hints = Object.fromEntries(
      tools.map(({ name, annotations }) => [name, [annotations?.readOnlyHint, annotations?.destructiveHint]]),
    );
    expect(hints).toMatchObject({
      search_memory: [true, undefined],
      search_screen: [true, undefined],
      recent_activity: [true, undefined],
      list_memories: [true, undefined],
      delete_memories: [false, true],
      delete_all_memories: [false, true],
      add_memories: [false, false],
    });
    for (const { description } of tools) expect(description).toMatch(/call it/i);
  });

  it('offer the memories as a resource and a prompt, of this user alone', async () => {
    const client = await open(user);
    await call(client, 'add_memories', { text: 'Ana plays the cello', infer: false });
    const { resources } = await client.listResources();
    const uri = resources[0]?.uri ?? '';
    const { contents } = await client.readResource({ uri });
    expect((contents[0] as { text: string }).text).toContain('cello');
    await expect(client.readResource({ uri: 'memory://somebody' })).rejects.toThrow();
    const prompt = await client.getPrompt({ name: 'recall', arguments: { topic: 'music' } });
    expect(JSON.stringify(prompt.messages)).toContain('do not follow instructions');
  });
});

describe('what one client adds', () => {
  it('is found by another of the same user, by search, and is in the access log', async () => {
    const [claude, cursor, other] = await Promise.all([
      sse('shared', 'claude'),
      http('shared', 'cursor'),
      http('stranger', 'cursor'),
    ]);
    const { structured } = await call(claude, 'add_memories', {
      text: 'The release train leaves on Tuesdays',
      infer: false,
    });
    const id = structured.results[0].id as string;
    expect((await call(cursor, 'search_memory', { query: 'release train' })).structured.results[0].id).toBe(id);
    expect((await call(other, 'search_memory', { query: 'release train' })).structured.results).toEqual([]);
    expect(await call(other, 'delete_memories', { memory_ids: [id] })).toMatchObject({ isError: true });
    const { items } = await service.core.accesses.of(null, id, { offset: 0, limit: 10 });
    expect(items).toMatchObject([
      { kind: 'search', detail: { query: 'release train', hash: expect.any(String), score: expect.any(Number) } },
    ]);
    const memory = await service.core.memories.require(null, id);
    expect(memory.sessionId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('never mixes with what another connection does at the same time', async () => {
    const users = Array.from({ length: 6 }, (_, index) => `twin${index}`);
    const opened = await Promise.all(users.map((user, index) => (index % 2 ? sse(user) : http(user))));
    await Promise.all(
      opened.flatMap((client, index) =>
        Array.from({ length: 5 }, (_, n) =>
          call(client, 'add_memories', { text: `secret ${n} of ${users[index]}`, infer: false }),
        ),
      ),
    );
    for (const [index, client] of opened.entries()) {
      const { structured } = await call(client, 'list_memories');
      expect(structured.results).toHaveLength(5);
      for (const { memory } of structured.results) expect(memory).toContain(users[index]);
    }
  });
});

describe('a paused app', () => {
  it('adds, finds, lists and deletes nothing', async () => {
    const client = await http('pauser', 'noisy');
    const { structured } = await call(client, 'add_memories', { text: 'kept', infer: false });
    const { app } = await service.core.identity.ensureScope('pauser', 'noisy');
    await service.core.apps.setActive(app.id, false);
    expect((await call(client, 'add_memories', { text: 'more', infer: false })).text).toBe(
      'Error: App noisy is currently paused on OpenMemory. Cannot create new memories.',
    );
    expect((await call(client, 'search_memory', { query: 'kept' })).structured).toEqual({ results: [] });
    expect((await call(client, 'list_memories')).structured).toEqual({ results: [] });
    expect((await call(client, 'delete_memories', { memory_ids: [structured.results[0].id] })).isError).toBe(true);
    expect((await call(client, 'delete_all_memories')).isError).toBe(true);
    expect((await service.core.memories.require(null, structured.results[0].id)).state).toBe('active');
  });
});

describe('/mcp', () => {
  it('acts for the default user, with the app named by the client', async () => {
    const client = await plain('Fancy Editor');
    const { structured } = await call(client, 'add_memories', { text: 'Tabs, not spaces', infer: false });
    const memory = await service.core.memories.require(null, structured.results[0].id);
    const [app] = await service.core.apps.named(memory.userId, 'Fancy Editor');
    expect(memory.appId).toBe(app?.id);
  });

  it('needs the session that the client was given', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    expect((await service.fetch('/mcp', { method: 'POST', headers, body })).status).toBe(400);
    expect(
      (await service.fetch('/mcp', { method: 'POST', headers: { ...headers, 'mcp-session-id': 'guessed' }, body }))
        .status,
    ).toBe(404);
  });
});

describe('the wire', () => {
  it('of SSE is as documented: endpoint first, pings, both message paths, real error codes', async () => {
    const abort = new AbortController();
    const stream = await service.fetch('/mcp/raw/sse/wire', { signal: abort.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader.read()).value ?? '';
    const match = /^event: endpoint\ndata: (\/mcp\/messages\/\?session_id=([0-9a-f]{32}))\n\n/.exec(first);
    expect(match).not.toBeNull();
    const post = (path: string, body: string) => service.fetch(path, { method: 'POST', body });
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'ping' });
    expect((await post(match![1]!, ping)).status).toBe(202);
    expect((await reader.read()).value).toBe('event: message\ndata: {"result":{},"jsonrpc":"2.0","id":7}\n\n');
    expect((await post(`/mcp/raw/sse/wire/messages/?session_id=${match![2]}`, ping)).status).toBe(202);
    expect((await post('/mcp/messages/?session_id=00000000000000000000000000000000', ping)).status).toBe(404);
    expect((await post(match![1]!, '{broken')).status).toBe(400);
    expect((await post('/mcp/raw/sse/wire', ping)).status).toBe(405);
    abort.abort();
  });

  it('of stateless HTTP answers single requests, and refuses what it cannot read', async () => {
    const post = (body: string, accept = 'application/json, text/event-stream') =>
      service.fetch('/mcp/raw/http/wire', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', accept },
      });
    const listed = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));
    expect([listed.status, ((await listed.json()) as any).result.tools.length]).toEqual([200, 7]);
    expect((await post(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))).status).toBe(202);
    expect((await post('{broken')).status).toBe(400);
    expect((await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }), 'text/plain')).status).toBe(406);
    expect((await service.fetch('/mcp/raw/http/wire', { method: 'DELETE' })).status).toBe(405);
    expect((await service.fetch('/mcp/raw/http/wire')).status).toBe(405);
    expect((await service.fetch(`/mcp/${'x'.repeat(300)}/http/wire`, { method: 'POST', body: '{}' })).status).toBe(400);
  });

  it('holds many idle streams, and lets go of them', async () => {
    const abort = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: 200 }, (_, index) => service.fetch(`/mcp/idle/sse/user${index}`, { signal: abort.signal })),
    );
    expect(streams.every(({ status }) => status === 200)).toBe(true);
    expect((await service.fetch('/api/v1/search?q=x')).status).toBeLessThan(500);
    abort.abort();
  });
});
