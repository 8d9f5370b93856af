import { describe, expect, it } from 'vitest';
import { createRelay, type HostHandlers } from '../../extension/panels/relay.js';
import type { ServiceHandle } from '../../server/contract/discover.js';
import type { ToPanel } from '../../server/contract/panelWire.js';

const host: HostHandlers = {
  'host.describe': () => Promise.resolve({ host: 'vscode', locale: 'en', serviceUrl: '', canInsert: false }),
  'host.insert': ({ text }) => Promise.resolve({ inserted: text !== '' }),
  'host.copy': () => Promise.reject(new Error('no clipboard')),
  'host.open': () => Promise.resolve({}),
  'host.run': () => Promise.resolve({}),
  'host.save': () => Promise.resolve({ saved: true }),
};

/** What a page gets for one message. */
async function exchange(
  message: unknown,
  answer: (path: string, init: RequestInit) => Response | Promise<Response> = () =>
    Response.json({ ok: true, data: 1 }),
): Promise<ToPanel | undefined> {
  const posted: ToPanel[] = [];
  const service = { fetch: (path: string, init: RequestInit) => Promise.resolve(answer(path, init)) };
  const relay = createRelay({
    service: () => Promise.resolve(service as unknown as ServiceHandle),
    host,
    post: (sent) => posted.push(sent),
  });
  await relay(message);
  expect(posted.length).toBeLessThan(2);
  return posted[0];
}

const request = (method: string, params: unknown = {}) => ({ kind: 'request', id: 7, method, params });
const failed = (code: string) => ({
  kind: 'answer',
  id: 7,
  answer: { ok: false, error: { code, message: expect.any(String) as string } },
});

describe('the relay of a panel', () => {
  it('answers what belongs to the host itself', async () => {
    const asked: string[] = [];
    const answer = await exchange(request('host.insert', { text: 'x' }), (path) => {
      asked.push(path);
      return new Response();
    });
    expect(answer).toEqual({ kind: 'answer', id: 7, answer: { ok: true, data: { inserted: true } } });
    expect(asked).toEqual([]);
  });

  it('passes everything else on to the service', async () => {
    let sent: unknown;
    const answer = await exchange(request('memories.search', { text: 'x' }), (path, init) => {
      sent = [path, init.method, JSON.parse(init.body as string)];
      return Response.json({ ok: true, data: { found: 3 } });
    });
    expect(sent).toEqual(['/_loci/panel/call', 'POST', { method: 'memories.search', params: { text: 'x' } }]);
    expect(answer).toEqual({ kind: 'answer', id: 7, answer: { ok: true, data: { found: 3 } } });
  });

  it.each([
    ['an unknown request of the host', request('host.format', {}), 'not_found'],
    ['a name of every object', request('host.toString'), 'not_found'],
    ['parameters that do not fit', request('host.insert', { text: 4 }), 'invalid_input'],
    ['an address that is no web page', request('host.open', { url: 'file:///etc/passwd' }), 'invalid_input'],
    ['a script as an address', request('host.open', { url: 'javascript:alert(1)' }), 'invalid_input'],
    ['a command of others', request('host.run', { command: 'workbench.action.quit' }), 'invalid_input'],
    ['a command that only begins so', request('host.run', { command: 'loci.x;workbench.y' }), 'invalid_input'],
    ['what the host cannot do', request('host.copy', { text: 'x' }), 'unavailable'],
  ])('refuses %s', async (_what, message, code) => {
    expect(await exchange(message)).toEqual(failed(code));
  });

  it('answers when the service does not', async () => {
    const message = request('memories.search');
    expect(await exchange(message, () => Promise.reject(new TypeError('fetch failed')))).toEqual(failed('unavailable'));
    expect(await exchange(message, () => Response.json({ detail: 'Not Found' }, { status: 404 }))).toEqual(
      failed('internal'),
    );
    expect(await exchange(message, () => new Response('<html>'))).toEqual(failed('unavailable'));
  });

  it.each([null, 'text', {}, { kind: 'request', id: 'x', method: 'a', params: {} }, { kind: 'answer', id: 1 }])(
    'drops %j',
    async (message) => {
      expect(await exchange(message)).toBeUndefined();
    },
  );
});
