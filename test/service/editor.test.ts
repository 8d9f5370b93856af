import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnection, type Connection, type ConnectionState } from '../../extension/service/connection.js';
import { discover } from '../../server/contract/discover.js';
import { EDITOR_ANSWERS, EDITOR_MODELS, type EditorAsk, type EditorPart } from '../../server/contract/editorModels.js';
import { startService } from '../../server/contract/start.js';
import { createLoci, mainFile, type Loci } from './support/loci.js';

let loci: Loci;
const windows: Connection[] = [];

beforeEach(async () => {
  loci = await createLoci();
});
afterEach(async () => {
  for (const window of windows.splice(0)) window.close();
  await loci.close();
});

interface Window extends Connection {
  id: string;
  /** How it went since it was opened. */
  history: string[];
  /** Waits for a state. */
  until(kind: ConnectionState['kind']): Promise<void>;
}

/** A window of an editor, as far as the service is concerned. */
function openWindow({ version = '0.1.0', startsAtOnce = true, env = {} } = {}): Window {
  const { dataDir } = loci;
  const id = randomUUID();
  const start = () =>
    startService({ mainFile, dataDir, env: { PATH: process.env.PATH, HOME: dataDir, LOCI_PORT: '0', ...env } });
  const log = { info: () => undefined, warn: () => undefined };
  const backoffMs = { first: 20, most: 200 };
  const connection = createConnection({ dataDir, version, windowId: id, start, startsAtOnce, log, backoffMs });
  const history: string[] = [];
  connection.onState(({ kind }) => history.push(kind));
  windows.push(connection);
  const until = (kind: ConnectionState['kind']): Promise<void> =>
    new Promise((resolve) => {
      const end = connection.onState((state) => {
        if (state.kind !== kind) return;
        end();
        resolve();
      });
    });
  return Object.assign(Object.create(connection, Object.getOwnPropertyDescriptors(connection)) as Connection, {
    ...{ id, history, until },
  });
}

const call = async (
  window: Window,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: any }> => {
  const response = await (await window.ready()).fetch(path, { method, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

describe('windows of an editor', () => {
  it('share one service, however many open at once', async () => {
    const services = await Promise.all([openWindow(), openWindow(), openWindow()].map((window) => window.ready()));
    expect(new Set(services.map(({ pid }) => pid)).size).toBe(1);
  });

  it('have the service back after kill -9', async () => {
    const window = openWindow();
    const { pid } = await window.ready();
    const isBack = window.until('ready');
    process.kill(pid, 'SIGKILL');
    await isBack;
    expect((await window.ready()).pid).not.toBe(pid);
    expect(window.history).not.toContain('lost');
  });

  it('do not begin a service again that somebody stopped, until one of them needs it', async () => {
    const [first, second] = [openWindow(), openWindow()];
    await Promise.all([first.ready(), second.ready()]);
    const areIdle = Promise.all([first.until('idle'), second.until('idle')]);
    expect((await loci.run(['stop'])).code).toBe(0);
    await areIdle;
    expect(await discover(loci.dataDir)).toBeNull();
    const follows = second.until('ready');
    const { pid } = await first.ready();
    await follows;
    expect((await second.ready()).pid).toBe(pid);
  });

  it('restart it for all of them', async () => {
    const [first, second] = [openWindow(), openWindow()];
    const [{ pid }] = await Promise.all([first.ready(), second.ready()]);
    const follows = second.until('ready');
    await first.restart();
    await follows;
    const [one, other] = await Promise.all([first.ready(), second.ready()]);
    expect(one.pid).toBe(other.pid);
    expect(one.pid).not.toBe(pid);
  });

  it('only watch, where the person wants no service with the editor', async () => {
    const window = openWindow({ startsAtOnce: false });
    const isReady = window.until('ready');
    expect(await discover(loci.dataDir)).toBeNull();
    await loci.serve();
    await isReady;
  });

  it('replace an older service that nobody needs, and leave one that somebody does', async () => {
    const { ready } = await loci.serve();
    const newer = openWindow({ version: '99.0.0' });
    const replaced = await newer.ready();
    expect(replaced.pid).not.toBe(ready.pid);
    const newest = openWindow({ version: '99.1.0' });
    expect((await newest.ready()).pid).toBe(replaced.pid);
  });

  it('say why there is no service, in the words of its log', async () => {
    const window = openWindow({ env: { LOCI_PORT: '99999' } });
    await expect(window.ready()).rejects.toThrow('LOCI_PORT must be a whole number');
    expect(window.state.kind).toBe('lost');
  });
});

describe('language models of an editor', () => {
  /** Lends a model that answers with these parts. */
  async function lend(
    window: Window,
    answer: (ask: EditorAsk) => EditorPart[],
  ): Promise<{ asks: EditorAsk[]; cancelled: string[] }> {
    const seen = { asks: [] as EditorAsk[], cancelled: [] as string[] };
    window.onEvent((event) => {
      if (event.type === 'model.cancel') seen.cancelled.push(event.id);
      if (event.type !== 'model.ask') return;
      seen.asks.push(event.ask);
      void (async () => {
        for (const part of answer(event.ask)) await call(window, 'POST', EDITOR_ANSWERS, part);
      })();
    });
    await window.ready();
    const models = [{ name: 'vendor/gpt', contextTokens: 8000 }];
    expect(await call(window, 'PUT', EDITOR_MODELS, { window: window.id, models })).toEqual({
      status: 200,
      body: { offered: 1 },
    });
    return seen;
  }
  const chosen = { model: 'editor:vendor/gpt' };

  it('are listed, chosen and asked like any other, through the window that lends them', async () => {
    const [window, other] = [openWindow(), openWindow()];
    const seen = await lend(window, ({ id }) => [
      { kind: 'piece', id, text: 'Heron, ' },
      { kind: 'piece', id, text: 'I believe.' },
      { kind: 'done', id },
    ]);
    await other.ready();
    const { url } = await window.ready();
    expect(await (await fetch(`${url}/chat/models`)).json()).toEqual({ models: ['editor:vendor/gpt'] });
    expect((await call(window, 'PUT', '/chat/model', chosen)).body).toEqual(chosen);
    expect((await call(window, 'POST', '/chat', { message: 'What is the database called?' })).body).toEqual({
      reply: 'Heron, I believe.',
      error: null,
    });
    expect(seen.asks[0]).toMatchObject({ model: 'vendor/gpt' });
    expect(seen.asks[0]!.messages.at(-1)!.content).toContain('What is the database called?');
    expect(seen.cancelled).toEqual([]);
  });

  it('are asked no more once they are taken back, and answers come without them', async () => {
    const window = openWindow();
    const seen = await lend(window, ({ id }) => [{ kind: 'done', id }]);
    await call(window, 'PUT', '/chat/model', chosen);
    await call(window, 'PUT', EDITOR_MODELS, { window: window.id, models: [] });
    const { url } = await window.ready();
    expect(await (await fetch(`${url}/chat/models`)).json()).toEqual({ models: [] });
    const { body } = await call(window, 'POST', '/chat', { message: 'Hello?' });
    expect(body.error).toBeNull();
    expect(seen.asks).toEqual([]);
  });

  it('stop answering when whoever asked hangs up', async () => {
    const window = openWindow();
    const seen = await lend(window, ({ id }) => [{ kind: 'piece', id, text: 'It begins' }]);
    await call(window, 'PUT', '/chat/model', chosen);
    const { url } = await window.ready();
    const hangUp = new AbortController();
    const response = await fetch(`${url}/chat/stream`, {
      method: 'POST',
      body: JSON.stringify({ message: 'A long story' }),
      signal: hangUp.signal,
    });
    await response.body!.getReader().read();
    hangUp.abort();
    await expect.poll(() => seen.cancelled, { timeout: 10_000 }).toEqual(seen.asks.map(({ id }) => id));
  });

  it('fail alone when their window closes in the middle', async () => {
    const [window, other] = [openWindow(), openWindow()];
    const seen = await lend(window, () => []);
    await call(window, 'PUT', '/chat/model', chosen);
    const asked = call(other, 'POST', '/chat', { message: 'Are you there?' });
    await expect.poll(() => seen.asks.length, { timeout: 10_000 }).toBe(1);
    window.close();
    expect((await asked).status).toBe(200);
    expect(await (await fetch(`${(await other.ready()).url}/chat/models`)).json()).toEqual({ models: [] });
  });

  it.each([
    ['PUT', EDITOR_MODELS, { window: 'x', models: [] }, 400],
    ['PUT', EDITOR_MODELS, { window: randomUUID(), models: [] }, 404],
    ['PUT', EDITOR_MODELS, { window: randomUUID(), models: [{ name: 'has blanks', contextTokens: 1 }] }, 400],
    ['POST', EDITOR_ANSWERS, { kind: 'piece', id: 'x', text: '' }, 400],
    ['POST', EDITOR_ANSWERS, { kind: 'done', id: randomUUID() }, 200],
    ['POST', '/_loci/forget', { user: 'user', ids: [] }, 400],
    ['POST', '/_loci/forget', { user: 'nobody', ids: ['x'] }, 404],
  ])('%s %s with %j is answered with %i, and with 401 without the token', async (method, path, body, status) => {
    const window = openWindow();
    expect((await call(window, method, path, body)).status).toBe(status);
    const { url } = await window.ready();
    expect((await fetch(`${url}${path}`, { method, body: JSON.stringify(body) })).status).toBe(401);
  });

  it('need a lease with a proper name', async () => {
    const window = openWindow();
    expect((await (await window.ready()).fetch('/_loci/events?window=me')).status).toBe(400);
  });
});

describe('forgetting for good', () => {
  it('leaves no trace of a memory', async () => {
    const window = openWindow();
    const added = await call(window, 'POST', '/openmemory/api/v1/memories/', {
      ...{ user_id: 'user', text: 'the heron nests at dawn', infer: false },
    });
    const { url } = await window.ready();
    const forget = { user: 'user', ids: [added.body.id, 'unknown'] };
    expect((await call(window, 'POST', '/_loci/forget', forget)).body).toEqual({ forgotten: 1 });
    expect((await fetch(`${url}/openmemory/api/v1/memories/${added.body.id}`)).status).toBe(404);
  });

  it('can be done for everything: loci erase', async () => {
    const window = openWindow();
    await call(window, 'POST', '/openmemory/api/v1/memories/', { user_id: 'user', text: 'gone soon', infer: false });
    expect((await loci.run(['erase'])).err).toContain('--yes');
    const env = { LOCI_DATABASE_URL: 'postgres://loci@db.example/loci', LOCI_MEDIA_FOLDER: 's3://films/made' };
    expect(await loci.run(['erase', '--yes'], { env })).toMatchObject({
      code: 0,
      err: expect.stringMatching(/database[^]*s3:\/\/films\/made stays there/),
    });
    expect(await discover(loci.dataDir)).toBeNull();
    const { url } = await window.ready();
    const found = (await (await fetch(`${url}/api/v1/search?q=gone`)).json()) as { hits: unknown[] };
    expect(found.hits).toEqual([]);
  });
});
