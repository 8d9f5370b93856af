import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HAS_SCREEN, startScreen, type XScreen } from '../screen/xScreen.js';
import { eventually } from '../support/eventually.js';
import { startFakeS3, type FakeS3 } from '../support/fakeS3.js';
import { findPostgres, startPostgres, type PostgresServer } from '../support/postgres.js';
import { createLoci, type Loci, type Served } from './support/loci.js';

const PLACE = 's3://loci/team/screens';
const FILE = /^s3:\/\/loci\/team\/screens\/[0-9a-f-]{36}\/recording_\d{8}_\d{6}_[0-9a-f]{8}\.mp4$/;

let s3: FakeS3;
let loci: Loci;
beforeEach(async () => {
  s3 = await startFakeS3();
  loci = await createLoci();
});
afterEach(async () => {
  await loci.close();
  await s3.close();
});

const call = async (served: Served, method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await fetch(`${served.ready.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
};
const videosOf = async (served: Served): Promise<any[]> => (await call(served, 'GET', '/video/list')).videos;
const keyOf = (file: string): string => file.replace('s3://loci/', '');
const urlOf = (served: Served, file: string, what = 'file'): string =>
  `${served.ready.url}/video/${what}?filename=${encodeURIComponent(file)}`;
const films = (): string[] => [...s3.objects.keys()].filter((key) => key.endsWith('.mp4'));

describe.runIf(HAS_SCREEN)('recordings in a bucket', () => {
  let x: XScreen;
  beforeAll(async () => {
    x = await startScreen('640x480');
  });
  afterAll(() => x.close());

  const serve = (args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Served> =>
    loci.serve(['--allow-capture', ...args], {
      ...s3.env,
      DISPLAY: x.env['DISPLAY'],
      XDG_SESSION_TYPE: 'x11',
      LOCI_RECORDINGS_FOLDER: PLACE,
      LOCI_READ_SCREEN: 'false',
      ...env,
    });
  /** A few pictures; resolves with what the recording is called. */
  const record = async (served: Served): Promise<string> => {
    expect(await call(served, 'POST', '/recording/start', { interval: 0.3 })).toEqual({ ok: true });
    await vi.waitFor(
      async () =>
        expect((await call(served, 'GET', '/recording/status')).frame_count, served.log()).toBeGreaterThanOrEqual(3),
      { timeout: 20_000, interval: 100 },
    );
    expect(await call(served, 'POST', '/recording/stop')).toEqual({ ok: true });
    return (await videosOf(served))[0].filename;
  };
  const arrives = (file: string): Promise<void> =>
    vi.waitFor(() => expect(films()).toContain(keyOf(file)), { timeout: 20_000, interval: 100 });

  it.runIf(findPostgres())(
    'are played in parts by another service, and are gone from it once they are deleted',
    async () => {
      const postgres: PostgresServer = await startPostgres();
      try {
        const env = { LOCI_DATABASE_URL: await postgres.createDatabase() };
        const one = await serve([], env);
        const other = await serve(['--data-dir', `${loci.dataDir}-other`], env);
        const file = await record(one);
        expect(file).toMatch(FILE);
        await arrives(file);
        const [video] = await videosOf(other);
        const bytes = s3.objects.get(keyOf(file))!.bytes;
        expect(video).toMatchObject({ filename: file, file_size: bytes.length });
        const part = await fetch(urlOf(other, file), { headers: { range: 'bytes=4-7' } });
        expect([part.status, part.headers.get('content-type'), await part.text()]).toEqual([206, 'video/mp4', 'ftyp']);
        expect(Buffer.from(await (await fetch(urlOf(other, file))).arrayBuffer())).toEqual(bytes);
        const thumbnail = await fetch(urlOf(other, file, 'thumbnail'));
        expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
        expect((await call(other, 'GET', '/recording/status')).output_dir).toBe(PLACE);
        expect(await (await fetch(urlOf(other, file), { method: 'DELETE' })).json()).toEqual({ deleted: 1 });
        await eventually(() => expect([...s3.objects.keys()]).toEqual([]));
        expect([await videosOf(one), (await fetch(urlOf(one, file))).status]).toEqual([[], 404]);
        expect(one.log() + other.log()).not.toContain(s3.keys.secret);
      } finally {
        await loci.close();
        await postgres.stop();
      }
    },
  );

  it('that ended while it was away play from here, survive a crash, and arrive once it is back', async () => {
    const served = await serve();
    await s3.leave();
    const file = await record(served);
    expect((await fetch(urlOf(served, file), { headers: { range: 'bytes=4-7' } })).status).toBe(206);
    expect(await videosOf(served)).toHaveLength(1);
    await eventually(() => expect(served.log()).toContain('Files wait on this machine'));
    await served.end('SIGKILL');
    const again = await serve();
    expect(again.log()).toContain('Files stay on this machine until the store answers');
    expect((await fetch(urlOf(again, file))).status).toBe(200);
    await s3.comeBack();
    await arrives(file);
    expect((await fetch(urlOf(again, file), { headers: { range: 'bytes=4-7' } })).status).toBe(206);
    expect((await fetch(urlOf(again, file, 'thumbnail'))).status).toBe(200);
  });

  it('that a crash cut off are completed, and arrive', async () => {
    const served = await serve();
    await call(served, 'POST', '/recording/start', { interval: 0.1, duration: 9999 });
    // Every picture differs, so that groups of them reach the disk.
    await x.open('moving');
    for (let step = 0; step < 60; step++) {
      x.xdotool('search', '--name', '^moving$', 'windowmove', String(step * 3), String(step * 2));
      await sleep(60);
    }
    await vi.waitFor(
      async () => expect((await call(served, 'GET', '/recording/status')).frame_count).toBeGreaterThan(30),
      { timeout: 40_000, interval: 100 },
    );
    await served.end('SIGKILL');
    expect(films()).toEqual([]);
    const again = await serve();
    const [{ filename }] = await videosOf(again);
    await arrives(filename);
  });

  it('stand beside those of the folder before, and beside imported ones, which stay where they are', async () => {
    const before = await serve([], { LOCI_RECORDINGS_FOLDER: '' });
    const old = await record(before);
    expect(old).toMatch(/\/videos\/recording_/);
    await before.end('SIGTERM');
    const served = await serve();
    const file = await record(served);
    const folder = mkdtempSync(join(tmpdir(), 'loci-import-'));
    const imported = join(folder, 'mine.mp4');
    execFileSync('cp', [old, imported]);
    await call(served, 'POST', '/recording/import', { filename: imported });
    const names = (await videosOf(served)).map(({ filename }) => filename);
    expect(names.sort()).toEqual([old, file, imported].sort());
    for (const name of names) expect((await fetch(urlOf(served, name))).status, name).toBe(200);
    await arrives(file);
    expect(films()).toEqual([keyOf(file)]);
    rmSync(folder, { recursive: true });
    await served.end('SIGTERM');
    // Whoever goes back to a folder keeps what is known of those in the bucket.
    const back = await serve([], { LOCI_RECORDINGS_FOLDER: '' });
    expect((await videosOf(back)).map(({ filename }) => filename)).toEqual([old]);
    await back.end('SIGTERM');
    expect((await videosOf(await serve())).map(({ filename }) => filename).sort()).toEqual([old, file].sort());
  });
});

describe('a service whose bucket cannot be used', () => {
  it.each([
    [{ LOCI_RECORDINGS_FOLDER: 's3://elsewhere/x' }, 'There is no bucket for s3://elsewhere/x'],
    [{ LOCI_MEDIA_FOLDER: PLACE, AWS_SECRET_ACCESS_KEY: 'guess' }, 'refuses these keys'],
    [{ LOCI_MEDIA_FOLDER: PLACE, AWS_ACCESS_KEY_ID: '' }, 'set AWS_ACCESS_KEY_ID'],
    [{ LOCI_MEDIA_FOLDER: 's3://B/x' }, 'must be a folder or s3://BUCKET/PREFIX'],
    [{ LOCI_MEDIA_FOLDER: 'gs://bucket/x' }, 'must be a folder or s3://BUCKET/PREFIX'],
  ])('%j does not start, and says why', async (env, message) => {
    const { code, err } = await loci.run(['serve'], { env: { ...s3.env, ...env } });
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
    expect(err).not.toContain(s3.keys.secret);
  });
});

describe('doctor', () => {
  it.runIf(findPostgres())('tells of the database and of the bucket that services share', async () => {
    const postgres = await startPostgres();
    try {
      const url = await postgres.createDatabase();
      const examine = async (env: NodeJS.ProcessEnv): Promise<{ code: number; texts: string }> => {
        const { code, out } = await loci.run(['doctor', '--json'], {
          env: { ...s3.env, LOCI_DATABASE_URL: url, LOCI_RECORDINGS_FOLDER: PLACE, ...env },
        });
        const { findings } = JSON.parse(out) as { findings: { level: string; text: string }[] };
        return { code: code ?? -1, texts: findings.map(({ level, text }) => `${level} ${text}`).join('\n') };
      };
      const fine = await examine({});
      expect(fine.code, fine.texts).toBe(0);
      expect(fine.texts).toMatch(/(ok|warn) PostgreSQL \d+[^]*warn It has no pgvector[^]*ok Files can be kept in s3:/);
      const wrong = await examine({
        LOCI_DATABASE_URL: url.replace(/\/[^/]+$/, '/nothing'),
        LOCI_RECORDINGS_FOLDER: 's3://of-nobody/x',
      });
      expect(wrong.code).toBe(1);
      expect(wrong.texts).toMatch(/fail There is no such database[^]*fail There is no bucket for s3:\/\/of-nobody\/x/);
      expect(fine.texts + wrong.texts).not.toContain(s3.env['AWS_SECRET_ACCESS_KEY']);
    } finally {
      await postgres.stop();
    }
  });
});
