import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { ask, call, TOKEN } from './support.js';

let service: TestService;
const clock = { at: Date.now(), now: () => clock.at };
beforeAll(async () => {
  service = await startService({ modelsDisabled: true, clock });
});
beforeEach(() => {
  clock.at = Date.now();
});
afterAll(() => service.close());

const CALL = '/_loci/panel/call';
const EVENTS = '/_loci/panel/events';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const body = JSON.stringify({ method: 'memories.add', params: { text: 'Written by a panel' } });
const count = async () => (await service.core.memories.counts(await userId(), 0)).byState.active ?? 0;
const userId = async () => (await service.core.identity.requireUser('user')).id;

const codePath = async (panel = 'chat'): Promise<string> => {
  const init = { method: 'POST', headers: { ...TOKEN, ...JSON_TYPE }, body: JSON.stringify({ panel }) };
  return ((await (await service.fetch('/_loci/panel/code', init)).json()) as { path: string }).path;
};
const enter = async (path: string) => service.fetch(path, { redirect: 'manual' });
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]!.split(';')[0]!;

/** As no well-behaved client would send it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  content?: string,
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, method, path, headers: { connection: 'close', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    request.on('error', reject);
    request.end(content);
  });
}

describe('who may call', () => {
  it('nobody without the token: nothing is changed, and nothing is told', async () => {
    const before = await count();
    for (const headers of [
      {},
      { 'X-Loci-Token': 'wrong' },
      { Authorization: 'Bearer wrong' },
      { Cookie: 'loci_panel_1=x' },
    ]) {
      const response = await service.fetch(CALL, { method: 'POST', headers: { ...headers, ...JSON_TYPE }, body });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(TOKEN['X-Loci-Token']);
      expect((await service.fetch(EVENTS, { headers })).status).toBe(401);
      expect(
        (await service.fetch('/_loci/panel/code', { method: 'POST', headers, body: '{"panel":"chat"}' })).status,
      ).toBe(401);
    }
    expect(await count()).toBe(before);
  });

  it('answers with the token, a failure as an answer', async () => {
    expect(await ask(service, 'memories.filters')).toMatchObject({ ok: true });
    expect(await ask(service, 'no.such')).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(await ask(service, '__proto__')).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(await ask(service, 'memories.get', { id: '../x' })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
    const broken = await service.fetch(CALL, { method: 'POST', headers: { ...TOKEN, ...JSON_TYPE }, body: '{' });
    expect(await broken.json()).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });
});

describe('a browser', () => {
  it('is let in once by a link, and then known by a cookie that scripts and other sites do not get', async () => {
    const path = await codePath('memories');
    expect(path).toMatch(/^\/panel\/memories\?code=[\w-]{43}$/);
    const response = await enter(path);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/panel/memories']);
    expect(response.headers.getSetCookie()[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/_loci\/panel$/);
    const headers = { Cookie: cookieOf(response), ...JSON_TYPE };
    const answer = await service.fetch(CALL, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ ok: true });
    const again = await enter(path);
    expect([again.status, again.headers.getSetCookie()]).toEqual([403, []]);
  });

  it('comes too late after a minute', async () => {
    const path = await codePath();
    clock.at += 61_000;
    expect((await enter(path)).status).toBe(403);
  });

  it('with a cookie still cannot be used by other sites', async () => {
    const { host } = new URL(service.url);
    const cookie = cookieOf(await enter(await codePath()));
    const before = await count();
    for (const headers of [
      { host, origin: 'https://evil.example' },
      { host, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
      { host, 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example' },
      { host: '127.0.0.1:9' },
    ])
      expect((await send('POST', CALL, { ...JSON_TYPE, cookie, ...headers }, body)).status).toBe(403);
    // What a form or a beacon can send without being asked.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect((await send('POST', CALL, { host, cookie, 'content-type': type }, body)).status).toBe(401);
    expect(await count()).toBe(before);
  });

  it('cannot let another one in', async () => {
    const cookie = cookieOf(await enter(await codePath()));
    expect(
      (
        await service.fetch('/_loci/panel/code', {
          method: 'POST',
          headers: { Cookie: cookie },
          body: '{"panel":"chat"}',
        })
      ).status,
    ).toBe(401);
  });

  it('gets pages that run no script but ours, and no file but the four', async () => {
    const page = await service.fetch('/panel/chat');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(await page.text()).not.toMatch(/<script(?![^>]*\bsrc=)/);
    for (const path of [
      '%2e%2e%2fserver%2fmain.cjs',
      '..%5cserver%5cmain.cjs',
      '%252e%252e/x',
      'constructor',
      'panel.js.map',
      'C:%5cx',
      '%00',
    ])
      expect(
        (await send('GET', `/panel/assets/${path}`, { host: new URL(service.url).host })).status,
      ).toBeGreaterThanOrEqual(400);
  });
});

describe('where a token is needed everywhere', () => {
  it('pages and links open all the same, and nothing else does', async () => {
    const guarded = await startService({ modelsDisabled: true, rules: { token: TOKEN['X-Loci-Token'] } });
    try {
      expect((await guarded.fetch('/panel/chat')).status).toBe(200);
      expect((await guarded.fetch(CALL, { method: 'POST', headers: JSON_TYPE, body })).status).toBe(401);
      const init = { method: 'POST', headers: { ...TOKEN, ...JSON_TYPE }, body: '{"panel":"chat"}' };
      const { path } = (await (await guarded.fetch('/_loci/panel/code', init)).json()) as { path: string };
      const headers = { Cookie: cookieOf(await guarded.fetch(path, { redirect: 'manual' })), ...JSON_TYPE };
      expect((await guarded.fetch(CALL, { method: 'POST', headers, body })).status).toBe(200);
      expect((await guarded.fetch('/health', { headers })).status).toBe(401);
      const { url } = await call(guarded, 'memories.export', {});
      expect((await guarded.fetch(url)).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });
});

describe('signed links', () => {
  it('open one thing, for pages of other origins and through other loopback ports too', async () => {
    const { url } = await call(service, 'memories.export', {});
    for (const headers of [
      { host: new URL(service.url).host, 'sec-fetch-site': 'cross-site' },
      { host: '127.0.0.1:40000' },
      { host: 'localhost:8080', origin: 'vscode-webview://abc' },
    ]) {
      const answer = await send('GET', url, headers);
      expect([answer.status, answer.headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin']);
    }
  });

  it('are worth nothing changed, ended, doubled, for other hosts or to write', async () => {
    const { host } = new URL(service.url);
    const { url } = await call(service, 'memories.export', {});
    const [path = '', query = ''] = url.split('?');
    for (const wrong of [
      path,
      `${path}?${query.replace(/signature=./, 'signature=0x')}`,
      `${path}?${query.replace(/expires=(\d)/, 'expires=9$1')}`,
      `${path}?${query}&x=1`,
      `/_loci/media/recordings/a.mp4?${query}`,
      `/_loci/media/export/../export/memories.zip?${query}`,
      `/_loci/media/export%2fmemories.zip?${query}`,
      `/_loci/status?${query}`,
    ]) {
      const answer = await send('GET', wrong, { host });
      expect([wrong, answer.status >= 400]).toEqual([wrong, true]);
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
    expect((await send('GET', url, { host: 'evil.example' })).status).toBe(403);
    expect((await send('POST', url, { host: '127.0.0.1:40000' })).status).toBe(403);
    clock.at += 2 * 60 * 60_000;
    expect((await send('GET', url, { host })).status).toBe(403);
  });
});
