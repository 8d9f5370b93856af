import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLoci, type Loci, type Served } from './support/loci.js';

let loci: Loci;
beforeEach(async () => {
  loci = await createLoci();
});
afterEach(() => loci.close());

const ok = async (...args: string[]): Promise<string> => {
  const { code, out } = await loci.run(args);
  expect(code).toBe(0);
  return out;
};
const ask = (served: Served, headers: Record<string, string>): Promise<Response> =>
  fetch(`${served.ready.url}/api/v1/search?q=heron`, { headers });

describe('people with tokens', () => {
  it('are made, listed and taken away by the command', async () => {
    const served = await loci.serve(['--user-tokens']);
    expect((await ask(served, {})).status).toBe(401);
    const token = (await ok('users', 'add', 'anna', '--label', 'laptop')).trim();
    expect((await ask(served, { Authorization: `Bearer ${token}` })).status).toBe(200);
    const { users } = JSON.parse(await ok('users', '--json'));
    const anna = users.find(({ name }: { name: string }) => name === 'anna');
    expect(anna.tokens).toEqual([{ id: expect.any(String), label: 'laptop', created_at: expect.any(String) }]);
    expect(await ok('users')).toContain(`${anna.tokens[0].id}`);
    expect(await ok('users', 'revoke', 'anna', anna.tokens[0].id)).toBe('1 revoked\n');
    expect((await ask(served, { Authorization: `Bearer ${token}` })).status).toBe(401);
    expect(await loci.run(['users', 'revoke', 'nobody'])).toMatchObject({ code: 1 });
    // The commands of who runs the service need none.
    await ok('add', 'The heron nests at dawn');
    expect(await ok('search', 'heron')).toContain('The heron nests at dawn');
    expect(served.log()).not.toContain(token);
    await served.end('SIGTERM');
  });

  it('let a service be reached by others, which without them it refuses', async () => {
    expect(await loci.run(['serve', '--host', '0.0.0.0'])).toMatchObject({ code: 2 });
    const served = await loci.serve(['--host', '0.0.0.0', '--user-tokens']);
    expect((await ask(served, {})).status).toBe(401);
    await served.end('SIGTERM');
  });
});

describe('HTTPS', () => {
  const certify = (): string[] => {
    const [key, cert] = [join(loci.dataDir, '../key.pem'), join(loci.dataDir, '../cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', ...subject],
      { stdio: 'ignore' },
    );
    return ['--tls-cert', cert, '--tls-key', key];
  };

  it('serves others with the certificate, and programs of this machine without', async () => {
    const served = await loci.serve(certify());
    expect(served.ready.url).toMatch(/^https:/);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${served.ready.url}/health`, { rejectUnauthorized: false }, (answer) =>
        resolve(answer.resume().statusCode),
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
    await ok('add', 'The heron nests at dawn');
    expect(await ok('search', 'heron')).toContain('heron');
    await served.end('SIGTERM');
  });

  it('tells what is wrong with the files', async () => {
    const [, cert = '', , key = ''] = certify();
    expect(await loci.run(['serve', '--tls-cert', cert])).toMatchObject({ code: 2 });
    expect((await loci.run(['serve', '--tls-cert', key, '--tls-key', cert])).code).not.toBe(0);
    expect((await loci.run(['serve', '--tls-cert', '/nowhere', '--tls-key', '/nowhere'])).err).toContain('/nowhere');
  });
});
