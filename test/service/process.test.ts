import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { readdir, readFile, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachOrStart } from '../../server/contract/attach.js';
import { discover } from '../../server/contract/discover.js';
import { startService } from '../../server/contract/start.js';
import { ServiceStatus } from '../../server/contract/status.js';
import { readServiceFile } from '../../server/contract/serviceFile.js';
import { createLoci, mainFile, type Loci } from './support/loci.js';

let loci: Loci;
const strangers: Server[] = [];
beforeEach(async () => {
  loci = await createLoci();
});
afterEach(async () => {
  for (const server of strangers.splice(0)) server.close().closeAllConnections();
  await loci.close();
});

async function takePort(): Promise<number> {
  const server = createServer((_request, response) => response.end('a stranger'));
  strangers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const status = async (): Promise<ServiceStatus> => {
  const service = await discover(loci.dataDir);
  return ServiceStatus.parse(await (await service!.fetch('/_loci/status')).json());
};

async function remember(url: string, text: string): Promise<void> {
  const body = JSON.stringify({ user_id: 'user', text, infer: false });
  const answer = await fetch(`${url}/api/v1/memories/`, { method: 'POST', body });
  expect(answer.status).toBe(200);
}

describe('loci serve', () => {
  it('says in one line where it is, and keeps everything to its owner', async () => {
    const { ready, end, log } = await loci.serve();
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      dataDir: loci.dataDir,
    });
    const file = await readServiceFile(loci.dataDir);
    expect(file).toMatchObject({ url: ready.url, pid: ready.pid, token: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await stat(loci.dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(loci.dataDir, 'service.json'))).mode & 0o777).toBe(0o600);
    expect(log()).not.toContain(file!.token);
    expect(await end('SIGTERM')).toBe(0);
    expect(await readdir(loci.dataDir)).not.toContain('service.json');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s while clients hold streams open', async (signal) => {
    const { ready, end } = await loci.serve();
    const lease = await (await discover(loci.dataDir))!.fetch('/_loci/events');
    const said: string[] = [];
    const reading = (async () => {
      for await (const chunk of lease.body!.pipeThrough(new TextDecoderStream())) said.push(chunk);
    })().catch(() => undefined);
    await remember(ready.url, 'kept over a stop');
    expect(await end(signal)).toBe(0);
    await reading;
    expect(said.join('')).toContain('{"type":"ready","leases":1}');
    expect(said.join('')).toContain('{"type":"stopping"}');
  });

  it('prints the running service’s line and ends, when there is one on the directory', async () => {
    const { ready } = await loci.serve();
    const second = await loci.run(['serve']);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.out)).toEqual(ready);
  });

  it('is one service, however many are started at once', async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => loci.serve()));
    expect(new Set(started.map(({ ready }) => ready.pid)).size).toBe(1);
    const winner = started.find(({ child, ready }) => child.pid === ready.pid)!;
    const losers = started.filter((one) => one !== winner);
    await Promise.all(losers.map(async ({ child }) => (child.exitCode === null ? once(child, 'exit') : [])));
    expect(losers.map(({ child }) => child.exitCode)).toEqual(losers.map(() => 0));
  });

  it('starts again at once after kill -9, with everything that was acknowledged', async () => {
    const first = await loci.serve();
    await remember(first.ready.url, 'the heron survives');
    await first.end('SIGKILL');
    const second = await loci.serve();
    expect(second.ready.pid).not.toBe(first.ready.pid);
    expect((await status()).memories).toBe(1);
  });

  it('fails on an explicit port that is taken, with exit code 3', async () => {
    const port = await takePort();
    const { code, out, err } = await loci.run(['serve', '--port', String(port)]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(await readdir(loci.dataDir)).not.toContain('service.json');
    await loci.serve();
  });

  it.each([
    [['--port', '99999'], 'loci: --port must be a whole number from 0 to 65535, not 99999\n'],
    [['--prot', '1'], "loci: Unknown option '--prot'\n"],
    [['--host', '0.0.0.0'], /^loci: --host 0\.0\.0\.0 can be reached by others: it needs a token/],
  ])('refuses %j in one line, with exit code 2', async (args, message) => {
    const { code, out, err } = await loci.run(['serve', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('requires the token that LOCI_TOKEN sets, on every route but the hello', async () => {
    const { ready } = await loci.serve([], { LOCI_TOKEN: 'a-token-for-everyone' });
    const ask = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(`${ready.url}${path}`, { headers })).status;
    expect(await ask('/api/v1/search?q=x')).toBe(401);
    expect(await ask('/api/v1/search?q=x', { Authorization: 'Bearer wrong' })).toBe(401);
    expect(await ask('/api/v1/search?q=x', { Authorization: 'Bearer a-token-for-everyone' })).toBe(200);
    expect(await ask('/api/v1/search?q=x', { 'X-Loci-Token': 'a-token-for-everyone' })).toBe(200);
    expect((await status()).pid).toBe(ready.pid);
  });
});

describe('the control routes', () => {
  it.each([
    ['GET', '/_loci/status'],
    ['GET', '/_loci/events'],
    ['POST', '/_loci/stop'],
    ['GET', '/_loci/anything'],
  ])('%s %s needs the token', async (method, path) => {
    const { ready, child } = await loci.serve();
    const { token } = (await readServiceFile(loci.dataDir))!;
    for (const headers of [{}, { 'X-Loci-Token': 'x' }, { Authorization: `Bearer ${token}` }] as Record<
      string,
      string
    >[]) {
      const answer = await fetch(`${ready.url}${path}`, { method, headers });
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain(token);
    }
    expect(child.exitCode).toBeNull();
  });

  it('say hello to those who challenge it properly, without giving the token away', async () => {
    const { ready } = await loci.serve();
    const { token } = (await readServiceFile(loci.dataDir))!;
    for (const query of [
      '',
      '?challenge=',
      '?challenge=xyz',
      `?challenge=${'a'.repeat(200)}`,
      '?challenge=a&challenge=b',
    ])
      expect((await fetch(`${ready.url}/_loci/hello${query}`)).status).toBe(400);
    const answer = await fetch(`${ready.url}/_loci/hello?challenge=${'ab'.repeat(16)}`);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ app: 'loci', protocol: 1, pid: ready.pid });
    expect(text).not.toContain(token);
  });

  it('stop the service when asked', async () => {
    const { child } = await loci.serve();
    const ended = once(child, 'exit');
    const answer = await (await discover(loci.dataDir))!.fetch('/_loci/stop', { method: 'POST' });
    expect(answer.status).toBe(202);
    await ended;
    expect(child.exitCode).toBe(0);
  });
});

describe('a service that is started for clients', () => {
  it('leaves when the last of them has', async () => {
    const { child } = await loci.serve(['--idle-exit', '0.05']);
    const ended = once(child, 'exit');
    const lease = new AbortController();
    await (await discover(loci.dataDir))!.fetch('/_loci/events', { signal: lease.signal });
    lease.abort();
    await ended;
    expect(child.exitCode).toBe(0);
  });

  it('is the same for all clients that start one at once; what the others started ends', async () => {
    const started: Awaited<ReturnType<typeof startService>>[] = [];
    const start = async (): ReturnType<typeof startService> => {
      const env = { PATH: process.env.PATH, LOCI_PORT: '0' };
      const service = await startService({ mainFile, dataDir: loci.dataDir, env });
      started.push(service);
      return service;
    };
    const attached = await Promise.all(
      Array.from({ length: 6 }, () => attachOrStart({ dataDir: loci.dataDir, start })),
    );
    expect(new Set(attached.map(({ pid }) => pid)).size).toBe(1);
    const codes: (number | null)[] = [];
    await new Promise<void>((resolve) => {
      const note = (code: number | null): void => {
        if (codes.push(code) === started.length - 1) resolve();
      };
      for (const { ended } of started) void ended.then(note);
    });
    expect(codes).toEqual(codes.map(() => 0));
    expect(await readFile(join(loci.dataDir, 'service.log'), 'utf8')).toContain('The service is ready');
  });

  it('tells why it could not start', async () => {
    const port = await takePort();
    const env = { PATH: process.env.PATH, LOCI_PORT: String(port) };
    const start = (): ReturnType<typeof startService> => startService({ mainFile, dataDir: loci.dataDir, env });
    const attempt = attachOrStart({ dataDir: loci.dataDir, start });
    await expect(attempt).rejects.toThrow(new RegExp(`code 3[^]*Port ${port}`));
  });
});
