import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isMisconfigured } from '../../../server/adapters/s3/errors.js';
import { createS3Files, type S3Files } from '../../../server/adapters/s3/s3Files.js';
import { STORE_AWAY } from '../../../server/ports/errors.js';
import { startFakeS3, type FakeS3 } from '../../support/fakeS3.js';

const never = new AbortController().signal;
let folder: string;
let s3: FakeS3;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-s3-'));
  s3 = await startFakeS3();
});
afterEach(async () => {
  await s3.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A client as a service would have it, in this environment. */
async function open(env: Record<string, string> = {}, bucket = 'loci'): Promise<S3Files> {
  for (const [name, value] of Object.entries({ ...s3.env, ...env })) vi.stubEnv(name, value);
  return createS3Files({ bucket, prefix: 'team', endpoint: s3.url });
}
async function upload(files: S3Files, name: string, content: string): Promise<void> {
  const path = join(folder, 'file');
  await writeFile(path, content);
  await files.upload(name, path, never);
}
const failure = async (work: Promise<unknown>): Promise<any> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('what a bucket is asked', () => {
  it('is signed, names the type and carries the checksum that every store knows', async () => {
    const files = await open();
    await files.check();
    await upload(files, 'anna/a b+c.mp4', 'film');
    expect([...s3.objects]).toMatchObject([['team/anna/a b+c.mp4', { type: 'video/mp4' }]]);
    await upload(files, 'empty.jpg', '');
    expect((await files.facts(['anna/a b+c.mp4'])).map((facts) => facts?.bytes)).toEqual([4]);
    expect((await files.list('empty')).map(({ bytes }) => bytes)).toEqual([0]);
  });

  it('is never more than a part of a file where only that is read', async () => {
    const files = await open();
    await upload(files, 'a.mp4', 'x'.repeat(3_000_000));
    const content = await files.open('a.mp4');
    expect(content).toMatchObject({ bytes: 3_000_000, tag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    expect(await text(await content!.read({ start: 5, end: 9 }, never))).toBe('xxxxx');
    expect(s3.calls.at(-1)).toMatchObject({ method: 'GET', key: 'team/a.mp4', range: 'bytes=5-9' });
  });

  it('reads no mixture of two files', async () => {
    const files = await open();
    await upload(files, 'a.svg', 'old');
    const content = await files.open('a.svg');
    await upload(files, 'a.svg', 'new');
    expect(await failure(content!.read(null, never))).toMatchObject({ code: 'not_found' });
  });

  it('ends when nobody reads any more', async () => {
    const files = await open();
    await upload(files, 'a.mp4', 'x'.repeat(3_000_000));
    const stop = new AbortController();
    const parts = (await (await files.open('a.mp4'))!.read(null, stop.signal))[Symbol.asyncIterator]();
    expect((await parts.next()).done).toBe(false);
    stop.abort();
    await expect(
      (async () => {
        while (!(await parts.next()).done);
      })(),
    ).rejects.toThrow();
  });
});

describe('a bucket that cannot be used says what a person has to do', () => {
  it.each([
    ['there is none', {}, 'other', 'There is no bucket for s3://other/team'],
    [
      'the key is unknown',
      { AWS_ACCESS_KEY_ID: 'somebody' },
      'loci',
      /^s3:\/\/loci\/team refuses .*InvalidAccessKeyId/,
    ],
    ['the secret is wrong', { AWS_SECRET_ACCESS_KEY: 'guess' }, 'loci', /refuses .*SignatureDoesNotMatch/],
    [
      'there are no keys',
      { AWS_ACCESS_KEY_ID: '' },
      'loci',
      /^There are no keys for s3:\/\/loci\/team: set AWS_ACCESS/,
    ],
  ] as const)('%s', async (_name, env, bucket, message) => {
    const error = await failure((await open(env, bucket)).check());
    expect(isMisconfigured(error)).toBe(true);
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.cause.message}`).not.toContain(s3.keys.secret);
  });

  it('there is none any more: nothing in it counts as gone', async () => {
    const files = await open({}, 'other');
    const missing = { code: 'unavailable', message: 'There is no bucket for s3://other/team' };
    expect(await failure(files.facts(['a.mp4']))).toMatchObject(missing);
    expect(await failure(files.facts(['a.mp4', 'b.mp4']))).toMatchObject(missing);
    expect(await failure(files.open('a.mp4'))).toMatchObject(missing);
  });

  it('a right that is missing, a store that is full', async () => {
    const files = await open();
    s3.fault = ({ method }) => (method === 'PUT' ? { status: 403, code: 'AccessDenied' } : null);
    expect(await failure(upload(files, 'a.mp4', 'x'))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('AccessDenied'),
    });
    s3.fault = () => ({ status: 507, code: 'XMinioStorageFull' });
    expect(await failure(upload(files, 'a.mp4', 'x'))).toMatchObject({ code: 'storage_full' });
  });
});

describe('a bucket that is away is expected back', () => {
  const away = { code: 'unavailable', reason: STORE_AWAY, message: 's3://loci/team is away' };

  it('where nobody answers, or not well', async () => {
    const files = await open();
    await s3.leave();
    expect(await failure(files.check())).toMatchObject(away);
    expect(await failure(files.facts(['a.mp4']))).toMatchObject(away);
    await s3.comeBack();
    s3.fault = () => ({ status: 503, code: 'SlowDown' });
    expect(await failure(upload(files, 'a.mp4', 'x'))).toMatchObject(away);
    s3.fault = () => null;
    await files.check();
  });

  it('also in the middle of a file', async () => {
    const files = await open();
    await upload(files, 'a.mp4', 'x'.repeat(3_000_000));
    s3.fault = ({ method }) => (method === 'GET' ? 'cut' : null);
    const parts = await (await files.open('a.mp4'))!.read(null, never);
    await expect(text(parts)).rejects.toThrow();
  });
});
