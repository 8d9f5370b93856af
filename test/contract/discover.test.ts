import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishService } from '../../server/adapters/dataDir/publish.js';
import { attachOrStart } from '../../server/contract/attach.js';
import { discover } from '../../server/contract/discover.js';
import { PROTOCOL } from '../../server/contract/hello.js';
import { createSecret, isProof, prove } from '../../server/contract/proof.js';

let dataDir: string;
const servers: Server[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loci-discover-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  await rm(dataDir, { recursive: true, force: true });
});

type Answer = (request: IncomingMessage, response: ServerResponse, url: string) => void;

interface Stranger {
  url: string;
  requests: IncomingMessage[];
}

async function listen(answer: Answer): Promise<Stranger> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response, url);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests };
}

const challengeOf = (request: IncomingMessage): string =>
  new URL(request.url!, 'http://x').searchParams.get('challenge') ?? '';

/** A service as it answers hellos and echoes the token it got. */
const service =
  (token: string, change: Record<string, unknown> = {}): Answer =>
  (request, response, url) => {
    const proof = prove(token, challengeOf(request), url);
    const hello = { app: 'loci', protocol: PROTOCOL, version: '1.2.3', pid: 42, proof, ...change };
    const isHello = request.url!.startsWith('/_loci/hello');
    response.end(JSON.stringify(isHello ? hello : { token: request.headers['x-loci-token'] }));
  };

const publish = (url: string, token: string): Promise<unknown> =>
  publishService(dataDir, { url, token, pid: 42, protocol: PROTOCOL, version: '1.2.3', startedAt: 7 });

describe('a proof', () => {
  it('holds for its token, challenge and address only', () => {
    const proof = prove('token', 'aa', 'http://127.0.0.1:1');
    expect(isProof(proof, 'token', 'aa', 'http://127.0.0.1:1')).toBe(true);
    expect(isProof(proof, 'other', 'aa', 'http://127.0.0.1:1')).toBe(false);
    expect(isProof(proof, 'token', 'ab', 'http://127.0.0.1:1')).toBe(false);
    expect(isProof(proof, 'token', 'aa', 'http://127.0.0.1:2')).toBe(false);
    expect(isProof('', 'token', 'aa', 'http://127.0.0.1:1')).toBe(false);
  });

  it('comes from a token of 256 bits', () => {
    expect(createSecret()).toMatch(/^[0-9a-f]{64}$/);
    expect(createSecret()).not.toBe(createSecret());
  });
});

describe('discover', () => {
  it('finds the service that proves itself, and sends it the token', async () => {
    const { url } = await listen(service('secret'));
    await publish(url, 'secret');
    const found = await discover(dataDir);
    expect(found).toMatchObject({ url, pid: 42, version: '1.2.3', startedAt: 7 });
    expect(await (await found!.fetch('/echo')).json()).toEqual({ token: 'secret' });
  });

  it('finds nothing without a service file, or when nobody answers', async () => {
    expect(await discover(dataDir)).toBeNull();
    const { url } = await listen(service('secret'));
    await publish(url, 'secret');
    servers.splice(0).forEach((server) => server.close().closeAllConnections());
    expect(await discover(dataDir)).toBeNull();
  });

  it('sends a stranger on the port nothing but the challenge', async () => {
    const stranger = await listen(service('another token'));
    await publish(stranger.url, 'secret');
    expect(await discover(dataDir)).toBeNull();
    expect(stranger.requests).toHaveLength(1);
    expect(JSON.stringify([stranger.requests[0]!.url, stranger.requests[0]!.rawHeaders])).not.toContain('secret');
  });

  it('does not believe a stranger that passes the challenge on to the real service', async () => {
    const real = await listen(service('secret'));
    const stranger = await listen((request, response) => {
      void fetch(`${real.url}${request.url!}`).then(async (answer) => response.end(await answer.text()));
    });
    await publish(stranger.url, 'secret');
    expect(await discover(dataDir)).toBeNull();
    expect(real.requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['a redirect', (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['a page', (_request, response) => response.end('<html>')],
    ['another program with the proof', service('secret', { app: 'other' })],
    ['silence', () => undefined],
  ])('finds nothing in %s', async (_name, answer) => {
    const { url } = await listen(answer);
    await publish(url, 'secret');
    expect(await discover(dataDir, 200)).toBeNull();
  });
});

describe('attachOrStart', () => {
  const running = { ended: new Promise<never>(() => undefined), logTail: () => Promise.resolve('') };

  it('attaches where a service runs, and starts none', async () => {
    const { url } = await listen(service('secret'));
    await publish(url, 'secret');
    const found = await attachOrStart({ dataDir, start: () => Promise.reject(new Error('started')) });
    expect(found.url).toBe(url);
  });

  it('waits for the one it starts', async () => {
    const { url } = await listen(service('secret'));
    const start = (): Promise<typeof running> => {
      setTimeout(() => void publish(url, 'secret'), 50);
      return Promise.resolve(running);
    };
    expect((await attachOrStart({ dataDir, start })).url).toBe(url);
  });

  it('goes on waiting when its own start lost the race', async () => {
    const { url } = await listen(service('secret'));
    const start = async (): Promise<typeof running> => {
      setTimeout(() => void publish(url, 'secret'), 250);
      return Promise.resolve({ ...running, ended: Promise.resolve(0) as Promise<never> });
    };
    expect((await attachOrStart({ dataDir, start })).url).toBe(url);
  });

  it('shows the end of the log when the start fails', async () => {
    const start = (): Promise<typeof running> =>
      Promise.resolve({ ended: Promise.resolve(3) as Promise<never>, logTail: () => Promise.resolve('disk on fire') });
    await expect(attachOrStart({ dataDir, start })).rejects.toThrow(/code 3.*\n.*disk on fire/);
  });

  it('gives up at the deadline', async () => {
    const attempt = attachOrStart({ dataDir, start: () => Promise.resolve(running), deadlineMs: 120 });
    await expect(attempt).rejects.toThrow('did not answer within 0.12 s');
  });

  it('does not talk to a service of another protocol', async () => {
    const { url } = await listen(service('secret', { protocol: PROTOCOL + 1 }));
    await publish(url, 'secret');
    await expect(attachOrStart({ dataDir, start: () => Promise.reject(new Error()) })).rejects.toThrow(
      'Another version',
    );
  });
});
