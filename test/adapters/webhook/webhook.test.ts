import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebhook, type Lookup } from '../../../server/adapters/webhook/webhook.js';

describe('a webhook', () => {
  let server: Server | undefined;
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        if (!server) {
          resolve();
          return;
        }
        server.close(() => resolve());
        server.closeAllConnections();
        server = undefined;
      }),
  );

  const listen = async (listener: RequestListener): Promise<number> => {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  };
  const post = (
    url: string,
    more: { headers?: Record<string, string>; timeoutMs?: number; signal?: AbortSignal; lookup?: Lookup } = {},
  ) =>
    createWebhook(more.lookup).post({
      url,
      headers: more.headers ?? {},
      body: { text: '東京' },
      timeoutMs: more.timeoutMs ?? 5_000,
      signal: more.signal,
    });

  it('posts JSON with the headers of its caller', async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const port = await listen((request, response) => {
      void readText(request).then((body) => {
        seen.push({ request, body });
        response.writeHead(202).end('thanks');
      });
    });
    expect(
      await post(`http://127.0.0.1:${port}/hook?a=b`, { headers: { Authorization: 'Bearer abc', 'X-Id': '7' } }),
    ).toEqual({ status: 202 });
    const [{ request, body }] = seen as [(typeof seen)[0]];
    expect(JSON.parse(body)).toEqual({ text: '東京' });
    expect(request).toMatchObject({ method: 'POST', url: '/hook?a=b' });
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer abc',
      'x-id': '7',
    });
  });

  it('never sends headers that steer the connection or break its lines', async () => {
    let request: IncomingMessage | undefined;
    const port = await listen((incoming, response) => {
      request = incoming;
      response.end();
    });
    const headers = {
      Host: 'evil.example',
      'Content-Length': '3',
      'transfer-encoding': 'chunked',
      Connection: 'upgrade',
      Upgrade: 'websocket',
      'Proxy-Authorization': 'x',
      'X-Split': 'a\r\nX-Injected: yes',
      'X-Bad\r\nX-Injected': 'yes',
      'X-Wide': '東京',
      'X Space': 'x',
      'X-Good': 'yes',
    };
    expect(await post(`http://127.0.0.1:${port}/`, { headers })).toEqual({ status: 200 });
    expect(request!.headers.host).toBe(`127.0.0.1:${port}`);
    expect(request!.headers).toMatchObject({ 'x-good': 'yes' });
    for (const name of ['upgrade', 'proxy-authorization', 'x-split', 'x-injected', 'x-wide', 'transfer-encoding'])
      expect(request!.headers).not.toHaveProperty(name);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    let requests = 0;
    const port = await listen((_request, response) => {
      requests++;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status });
    expect(requests).toBe(1);
  });

  it.each([
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'nonsense',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://100.100.100.200/',
  ])('refuses %s', async (url) => {
    expect(await post(url)).toMatchObject({ refused: true });
    expect(createWebhook().refusal(url)).toMatch(/^must /);
  });

  it('refuses a name that leads to a metadata address, whatever else it leads to', async () => {
    const lookup: Lookup = (_hostname, _options, callback) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ]);
    expect(await post('http://hooks.test/', { lookup })).toMatchObject({ refused: true });
    expect(createWebhook(lookup).refusal('http://hooks.test/')).toBeNull();
  });

  it('connects to the address that it has checked, and asks for it only once', async () => {
    const port = await listen((_request, response) => response.end());
    let asked = 0;
    const rebinding: Lookup = (_hostname, _options, callback) => {
      asked++;
      callback(null, [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    expect(await post(`http://hooks.test:${port}/`, { lookup: rebinding })).toEqual({ status: 200 });
    expect(asked).toBe(1);
  });

  it('says when nobody listens, when a name leads nowhere, and when the time is over', async () => {
    const port = await listen(() => {});
    expect(await post(`http://127.0.0.1:${port}/`, { timeoutMs: 50 })).toEqual({
      error: 'No answer in time',
      refused: false,
    });
    const nowhere: Lookup = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    expect(await post('http://hooks.test/', { lookup: nowhere })).toMatchObject({ refused: false });
    await new Promise((resolve) => server!.close(resolve).closeAllConnections());
    server = undefined;
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ refused: false });
  });

  it('closes its connection when it is cancelled', async () => {
    const cancelling = new AbortController();
    let hungUp = (): void => {};
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const port = await listen((_request, response) => {
      response.on('close', hungUp);
      cancelling.abort();
    });
    expect(await post(`http://127.0.0.1:${port}/`, { signal: cancelling.signal })).toMatchObject({ refused: false });
    await closed;
  });

  it('reads no more of an endless answer than a little', async () => {
    let hungUp = (): void => {};
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const port = await listen((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more).on('close', hungUp);
      more();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ status: 200 });
    await closed;
  });
});
