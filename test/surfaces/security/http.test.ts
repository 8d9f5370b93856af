import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_TOKEN, startService, type TestService } from '../../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers, as no well-behaved client would send it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string | string[]>,
  body?: string | Buffer,
): Promise<Answer> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, method, path, headers: { connection: 'close', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Bytes on the wire, for what an HTTP client refuses to send. */
function sendRaw(text: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });
}

const host = () => new URL(service.url).host;
const memory = (text: string) => JSON.stringify({ user_id: 'user', text, infer: false });
const countMemories = async () =>
  (await service.call('POST', '/api/v1/memories/filter', { user_id: 'user', size: 100 })).body.total as number;

describe('who may call', () => {
  it.each(['evil.example', '127.0.0.1.nip.io', 'localhost.evil.example', '127.0.0.1:9'])(
    'refuses Host %s without a change of state',
    async (name) => {
      const before = await countMemories();
      const answer = await send('POST', '/api/v1/memories/', { host: name }, memory('rebound'));
      expect(answer.status).toBe(403);
      expect(await countMemories()).toBe(before);
    },
  );

  it('refuses a missing and a doubled Host', async () => {
    expect(await sendRaw('GET /health HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 403/);
    const doubled = `GET /openapi.json HTTP/1.1\r\nHost: ${host()}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(doubled)).toMatch(/^HTTP\/1\.1 (400|403)/);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses a simple cross-site POST of %s',
    async (type) => {
      const before = await countMemories();
      const cases = [
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        { origin: 'null', 'sec-fetch-site': 'cross-site' },
        { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'cross-site' },
      ];
      for (const headers of cases) {
        expect(
          (
            await send(
              'POST',
              '/api/v1/memories/',
              { host: host(), 'content-type': type, ...headers },
              memory('simple'),
            )
          ).status,
        ).toBe(403);
      }
      expect(await countMemories()).toBe(before);
    },
  );

  it('refuses cross-site reads by <img> and <script>, and grants no preflight', async () => {
    const image = await send('GET', '/api/v1/apps/', {
      host: host(),
      'sec-fetch-site': 'cross-site',
      'sec-fetch-dest': 'image',
    });
    expect(image.status).toBe(403);
    const preflight = await send('OPTIONS', '/api/v1/memories/', {
      host: host(),
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-private-network': 'true',
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    expect(preflight.headers['access-control-allow-private-network']).toBeUndefined();
  });

  it('sends headers that keep answers private', async () => {
    const answer = await send('GET', '/api/v1/apps/', { host: host() });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  it('lets a request with the token through a forwarded port', async () => {
    const headers = { host: 'localhost:4321', 'x-loci-token': SERVICE_TOKEN };
    expect((await send('GET', '/api/v1/apps/', headers)).status).toBe(200);
  });
});

describe('what may be sent', () => {
  const hostile: [string, string][] = [
    ['malformed', '{"user_id": '],
    ['deep', `{"user_id":"user","text":"x","metadata":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
    [
      'wide',
      `{"user_id":"user","text":"x","metadata":{${Array.from({ length: 600_000 }, (_, index) => `"k${index}":1`).join(',')}}}`,
    ],
    ['not an object', '[1,2,3]'],
    ['wrong types', '{"user_id":5,"text":{"a":1}}'],
    ['too large', `{"user_id":"user","text":"${'x'.repeat(11_000_000)}"}`],
  ];

  it.each(hostile)('answers a %s body with a 4xx and stores nothing', async (_name, body) => {
    const before = await countMemories();
    for (const path of [
      '/api/v1/memories/',
      '/api/v1/memories',
      '/openmemory/api/v1/memories',
      '/omnimemory/api/v1/memories',
    ]) {
      const answer = await send('POST', path, { host: host() }, body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.parse(answer.body)).toHaveProperty('detail');
    }
    expect(await countMemories()).toBe(before);
  });

  it('refuses a gzip bomb', async () => {
    const bomb = gzipSync(`{"text":"${'x'.repeat(50_000_000)}"}`);
    expect((await send('POST', '/api/v1/memories/', { host: host(), 'content-encoding': 'gzip' }, bomb)).status).toBe(
      413,
    );
  });

  it('is not confused by __proto__, lone surrogates, NUL and broken UTF-8', async () => {
    const text =
      '{"user_id":"user","text":"a\\u0000b\\ud800c","infer":false,"metadata":{"__proto__":{"polluted":true},"k":"v"}}';
    const answer = await send('POST', '/api/v1/memories/', { host: host() }, text);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ content: 'a\uFFFDb\uFFFDc', metadata_: { k: 'v' } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const broken = Buffer.concat([
      Buffer.from('{"user_id":"user","text":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    expect((await send('POST', '/api/v1/memories/', { host: host() }, broken)).status).toBe(422);
  });

  const queries = [
    '',
    '"',
    '*',
    'NEAR(',
    '-',
    '((((',
    ']]',
    'the of and',
    '🎉🎉',
    '爱吃西瓜',
    'שלום عليكم',
    "' OR 1=1 --",
    '%',
    '_',
    '\\',
    '{"$ne":1}',
    'x'.repeat(100_000),
  ];
  it.each(queries)('answers any search with hits or none: %.20s', async (q) => {
    const { status, body } = await service.call('GET', `/api/v1/search?q=${encodeURIComponent(q)}`);
    expect(status).toBe(200);
    expect(Array.isArray(body.hits)).toBe(true);
  });

  it.each([
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/docs-assets/..%2fmain.cjs',
    '/docs-assets/%2e%2e%5cmain.cjs',
    '/docs-assets/main.cjs',
    '/%00',
    '/%',
    '/api/v1/memories/%ff',
  ])('finds nothing outside its routes: %s', async (path) => {
    const answer = await send('GET', path, { host: host() });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});
