import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { gunzipSync, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PANEL_CALL, PANEL_CODE, PANEL_EVENTS } from '../../../server/contract/panelWire.js';
import { SERVICE_TOKEN, type TestService } from '../../support/service.js';
import { listen } from '../panel/support.js';
import { newPerson, startShared, type Person } from './support.js';

let service: TestService;
let anna: Person;
let ben: Person;
beforeAll(async () => {
  service = await startShared();
  anna = await newPerson(service, 'anna-of-the-team');
  ben = await newPerson(service, 'ben-of-the-team');
});
afterAll(() => service.close());

const remember = async (person: Person, text: string): Promise<string> => {
  const answer = await person.call('POST', '/openmemory/api/v1/memories/', {
    user_id: person.name,
    text,
    infer: false,
  });
  expect(answer.status).toBe(200);
  return answer.body.id;
};

/** The cookie of a person's panel in a browser. */
async function openPanel(person: Person): Promise<string> {
  const { body } = await person.call('POST', PANEL_CODE, { panel: 'memories' });
  const page = await service.fetch(body.path, { redirect: 'manual' });
  return page.headers.get('set-cookie')!.split(';')[0]!;
}

async function withMcp<T>(person: Person, path: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'agent', version: '1' });
  const requestInit = { headers: person.headers };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${service.url}${path}`), { requestInit }));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

describe('a service that asks everybody for a token', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/health'],
    ['GET', '/docs'],
    ['GET', '/api/v1/search?q=x'],
    ['GET', '/openmemory/api/v1/apps/'],
    ['POST', '/omnimemory/api/v1/memories'],
    ['POST', '/chat'],
    ['GET', '/chat-desktop/api/sessions'],
    ['GET', '/chattr/api/v1/characters'],
    ['POST', '/mcp'],
    ['GET', '/mcp/agent/sse/anna-of-the-team'],
    ['GET', '/nothing/of/this/name'],
  ])('lets nobody in without one: %s %s', async (method, path) => {
    for (const headers of [{}, { Authorization: 'Bearer nonsense' }, { 'X-Loci-Token': `${anna.token}x` }]) {
      const response = await service.fetch(path, { method, headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('lets in by either header, and the service’s own token as well', async () => {
    for (const headers of [anna.headers, { 'X-Loci-Token': anna.token }, { 'X-Loci-Token': SERVICE_TOKEN }])
      expect((await service.fetch('/health', { headers })).status).toBe(200);
  });

  it('opens no WebSocket without one', async () => {
    const open = (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${service.url.replace('http', 'ws')}/api/v1/ws/chat`, { headers });
        socket.once('open', () => resolve((socket.close(), 101)));
        socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
        socket.once('error', () => undefined);
      });
    expect(await open({})).toBe(401);
    expect(await open(anna.headers)).toBe(101);
  });

  it('keeps tokens as hashes alone, and takes them away at once', async () => {
    const { token, row } = await service.core.people.createToken('carla-of-the-team', 'laptop');
    expect(token).toMatch(/^loci_/);
    const user = (await service.core.people.list()).find((entry) => entry.user.name === 'carla-of-the-team')!;
    expect(JSON.stringify(user)).not.toContain(token.slice(-43));
    const asked = () => service.fetch('/health', { headers: { Authorization: `Bearer ${token}` } });
    expect((await asked()).status).toBe(200);
    expect(await service.core.people.revokeTokens('carla-of-the-team', row.id)).toBe(1);
    expect((await asked()).status).toBe(401);
    await expect(service.core.people.revokeTokens('carla-of-the-team', row.id)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('what is open when its token is taken away', () => {
  const ended = async (response: Response): Promise<string> => {
    expect(response.status).toBe(200);
    return response.text().then(
      () => 'ended',
      () => 'ended',
    );
  };

  it('ends: a stream of MCP, a WebSocket, and what a panel is told', async () => {
    const dora = await newPerson(service, 'dora-of-the-team');
    const stream = ended(await dora.fetch(`/mcp/agent/sse/${dora.name}`));
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/api/v1/ws/chat`, { headers: dora.headers });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    const events = ended(await service.fetch(PANEL_EVENTS, { headers: { Cookie: await openPanel(dora) } }));
    const others = await anna.fetch(`/mcp/agent/sse/${anna.name}`);

    expect(await service.core.people.revokeTokens(dora.name, null)).toBe(1);
    expect(await stream).toBe('ended');
    expect(await closed).toBe(1008);
    expect(await events).toBe('ended');
    const reader = others.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await reader.cancel();
  });
});

describe('what each person reaches', () => {
  it('is their own memory, in every dialect', async () => {
    const id = await remember(anna, 'Anna parks at the harbour');
    await remember(ben, 'Ben parks at the station');
    const texts = async (person: Person, path: string): Promise<string> => (await person.call('GET', path)).text;
    for (const path of ['/api/v1/search?q=who+parks+where', '/openmemory/api/v1/memories/?user_id=']) {
      const of = (person: Person) => texts(person, path.endsWith('=') ? `${path}${person.name}` : path);
      expect(await of(anna)).toContain('harbour');
      expect(await of(anna)).not.toContain('station');
      expect(await of(ben)).toContain('station');
      expect(await of(ben)).not.toContain('harbour');
    }
    expect((await ben.call('GET', `/openmemory/api/v1/memories/${id}`)).status).toBe(404);
    expect((await anna.call('GET', `/openmemory/api/v1/memories/${id}`)).status).toBe(200);
  });

  it('takes in what another exported as one’s own, and leaves theirs alone', async () => {
    const [emil, fay] = [await newPerson(service, 'emil-of-the-team'), await newPerson(service, 'fay-of-the-team')];
    const id = await remember(fay, 'Fay lends out her boat');
    const exported = await fay.fetch('/openmemory/api/v1/backup/export', {
      method: 'POST',
      body: JSON.stringify({ user_id: fay.name }),
    });
    const form = new FormData();
    form.set('file', new Blob([await exported.arrayBuffer()]), 'memories.zip');
    form.set('user_id', emil.name);
    const imported = await emil.fetch('/openmemory/api/v1/backup/import?mode=overwrite', {
      method: 'POST',
      body: form,
    });
    expect(imported.status).toBe(200);
    expect((await emil.call('GET', '/api/v1/search?q=boat')).text).toContain('lends out');
    expect((await fay.call('GET', `/openmemory/api/v1/memories/${id}`)).status).toBe(200);
    expect((await emil.call('GET', `/openmemory/api/v1/memories/${id}`)).status).toBe(404);
  });

  it.each([
    ['GET', '/api/v1/search?q=harbour&user_id=anna-of-the-team', undefined],
    ['GET', '/openmemory/api/v1/memories/?user_id=anna-of-the-team', undefined],
    ['POST', '/openmemory/api/v1/memories/', { user_id: 'anna-of-the-team', text: 'x', infer: false }],
    ['POST', '/openmemory/api/v1/memories/filter', { user_id: 'anna-of-the-team' }],
    ['GET', '/openmemory/api/v1/stats/?user_id=anna-of-the-team', undefined],
    ['POST', '/openmemory/api/v1/backup/export', { user_id: 'anna-of-the-team' }],
    [
      'GET',
      '/omnimemory/api/v1/memories/query?user_id=anna-of-the-team&app_id=openmemory&query=where+does+she+park',
      undefined,
    ],
  ])('is forbidden where it is another’s: %s %s', async (method, path, body) => {
    expect(await ben.call(method, path, body)).toMatchObject({ status: 403 });
  });

  it('is one’s own through MCP, whatever the address says', async () => {
    const search = (client: Client): Promise<any> =>
      client.callTool({ name: 'search_memory', arguments: { query: 'who parks where' } });
    const own = await withMcp(ben, '/mcp', search);
    expect(own.content[0].text).toContain('station');
    expect(own.content[0].text).not.toContain('harbour');
    const foreign = await withMcp(ben, '/mcp/agent/http/anna-of-the-team', search);
    expect(foreign.isError).toBe(true);
    expect(foreign.content[0].text).not.toContain('harbour');
  });

  it('are their own conversations', async () => {
    const begun = await anna.call('POST', '/chat', { message: 'Where do I park at the harbour?' });
    expect(begun.status).toBe(200);
    await anna.call('POST', '/chat-desktop/api/messages/send', { sessionId: '1', content: 'harbour again' });
    for (const path of ['/chat/threads', '/chat-desktop/api/sessions', '/chat/history'])
      expect((await ben.call('GET', path)).text).not.toContain('harbour');
    expect((await anna.call('GET', '/chat/threads')).text).toContain('harbour');
  });

  it('are their own apps, and no settings', async () => {
    const apps = (await ben.call('GET', '/openmemory/api/v1/apps/')).body.apps as { id: string }[];
    const { id: userId } = (await service.core.identity.findUser(ben.name))!;
    for (const { id } of apps) expect((await service.core.apps.find(id))!.userId).toBe(userId);
    expect((await ben.call('PUT', '/openmemory/api/v1/config/', { mem0: { version: 'x' } })).status).toBe(403);
    expect((await ben.call('PUT', '/chat/model', { model: 'x' })).status).not.toBe(200);
  });

  it('is not the screen of who runs the service', async () => {
    await service.core.consent.set(true);
    for (const path of ['/recording/start', '/process/tracking/start'])
      expect((await ben.call('POST', path, {})).status).toBe(403);
    await service.core.consent.set(false);
  });
});

describe('panels of a shared service', () => {
  const ask = async (cookie: string, method: string, params: object): Promise<any> =>
    (
      await service.fetch(PANEL_CALL, {
        method: 'POST',
        headers: { Cookie: cookie, 'Content-Type': 'application/json' },
        body: JSON.stringify({ method, params }),
      })
    ).json();

  it('show what is the person’s own, also by their links', async () => {
    await remember(anna, 'Anna swims on Mondays');
    await remember(ben, 'Ben climbs on Tuesdays');
    const cookie = await openPanel(ben);
    const found = await ask(cookie, 'memories.search', { text: '', filter: {}, offset: 0, limit: 60 });
    expect(JSON.stringify(found)).toContain('Ben climbs');
    expect(JSON.stringify(found)).not.toContain('Anna swims');
    const exported = await ask(cookie, 'memories.export', {});
    const file = await service.fetch(exported.data.url);
    expect(file.status).toBe(200);
    const parts = Object.values(unzipSync(new Uint8Array(await file.arrayBuffer())));
    const text = parts.map((bytes) => Buffer.from(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()).join();
    expect(text).toContain('Ben climbs');
    expect(text).not.toContain('Anna');
  });

  it('hear nothing of others’ conversations', async () => {
    const hers = await listen(service, anna.headers);
    const his = await listen(service, ben.headers);
    const chat = async (person: Person, text: string): Promise<void> => {
      const headers = { ...person.headers, 'Content-Type': 'application/json' };
      const body = JSON.stringify({ method: 'chat.ask', params: { conversationId: null, text } });
      const answer = (await (await service.fetch(PANEL_CALL, { method: 'POST', headers, body })).json()) as any;
      expect(answer.ok).toBe(true);
    };
    await chat(anna, 'When do I swim?');
    expect((await hers.next('chat.asked')).message.text).toBe('When do I swim?');
    await hers.next('chat.answered');
    await chat(ben, 'When do I climb?');
    // The first that he hears of is his own.
    expect((await his.next('chat.asked')).message.text).toBe('When do I climb?');
    hers.close();
    his.close();
  });

  it('end with the token', async () => {
    const dora = await newPerson(service, 'dora-of-the-team');
    const cookie = await openPanel(dora);
    expect(await ask(cookie, 'memories.filters', {})).toMatchObject({ ok: true });
    await service.core.people.revokeTokens(dora.name, null);
    expect(await ask(cookie, 'memories.filters', {})).toMatchObject({ ok: false });
  });
});
