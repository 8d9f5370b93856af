import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutbox } from '../../../server/adapters/files/outbox.js';
import { createS3Files } from '../../../server/adapters/s3/s3Files.js';
import type { FileStore } from '../../../server/ports/fileStore.js';
import { eventually } from '../../support/eventually.js';
import { startFakeS3, type FakeS3 } from '../../support/fakeS3.js';
import { createRecordingLog } from '../../support/recordingLog.js';

let folder: string;
let s3: FakeS3;
let files: FileStore;
let lines: string[];

async function open(reserveBytes = 0): Promise<void> {
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  const { log, lines: said } = createRecordingLog();
  lines = said;
  const remote = await createS3Files({ bucket: 'loci', prefix: '', endpoint: s3.url });
  files = createOutbox({ remote, folder, reserveBytes, pace: { firstMs: 20, longestMs: 50 }, log });
}
async function put(name: string, content: string): Promise<{ delivery: Promise<void> }> {
  await writeFile(await files.draft(name), content);
  return files.put(name);
}
const stored = (): string[] => [...s3.objects.keys()].sort();
const leftHere = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-outbox-'));
  s3 = await startFakeS3();
  await open();
});
afterEach(async () => {
  await files.close();
  await s3.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('files for a store that is away', () => {
  it('are read from this disk, and arrive by themselves; the log says so once', async () => {
    await s3.leave();
    await put('a.wav', 'one');
    await put('b.wav', 'two');
    expect(await files.open('a.wav')).toMatchObject({ kind: 'local' });
    await sleep(300);
    await s3.comeBack();
    await eventually(() => expect(stored()).toEqual(['a.wav', 'b.wav']));
    await eventually(async () => expect(await leftHere()).toEqual([]));
    expect(await files.open('a.wav')).toMatchObject({ kind: 'stored', bytes: 3 });
    await eventually(() =>
      expect(lines).toEqual(['Files wait on this machine until the store takes them', 'The store takes files again']),
    );
  });

  it('arrive also after a restart, and so does what was removed', async () => {
    await (
      await put('old.wav', 'old')
    ).delivery;
    await s3.leave();
    await put('a.wav', 'one');
    await files.remove(['old.wav']);
    expect(await files.open('old.wav')).toBeNull();
    await files.close();
    await open();
    expect(await files.open('old.wav')).toBeNull();
    await s3.comeBack();
    await eventually(() => expect(stored()).toEqual(['a.wav']));
    await eventually(async () => expect(await leftHere()).toEqual([]));
  });

  it('never arrive once they were removed, also in the middle of being sent', async () => {
    let isSending = (): void => undefined;
    const sending = new Promise<void>((resolve) => (isSending = resolve));
    s3.fault = ({ method }) => {
      if (method === 'PUT') isSending();
      return method === 'PUT' ? 'silence' : null;
    };
    await put('a.wav', 'one');
    await sending;
    const call = s3.calls.at(-1)!;
    await files.remove(['a.wav']);
    expect(call.isBrokenOff()).toBe(true);
    s3.fault = () => null;
    expect(await files.open('a.wav')).toBeNull();
    await eventually(async () => expect(await leftHere()).toEqual([]));
    expect(stored()).toEqual([]);
  });

  it('do not wait for one that is refused', async () => {
    s3.fault = ({ key }) => (key === 'bad.wav' ? { status: 400, code: 'InvalidRequest' } : null);
    await put('bad.wav', 'bad');
    await put('good.wav', 'good');
    await eventually(() => expect(stored()).toEqual(['good.wav']));
    expect(await files.open('bad.wav')).toMatchObject({ kind: 'local' });
  });

  it('are the newest of their name', async () => {
    await s3.leave();
    await put('a.svg', 'old');
    await put('a.svg', 'new');
    await s3.comeBack();
    await eventually(() => expect(s3.objects.get('a.svg')?.bytes.toString()).toBe('new'));
  });

  it('do not fill the disk', async () => {
    await files.close();
    await open(Number.MAX_SAFE_INTEGER);
    await expect(files.draft('a.wav')).rejects.toMatchObject({ code: 'storage_full' });
  });
});

describe('drafts', () => {
  it('stay on this disk, and go when nobody makes them any more', async () => {
    await writeFile(await files.draft('video/a.mp4'), 'half');
    expect(await files.drafts()).toEqual(['video/a.mp4']);
    expect(await files.list('video/')).toEqual([]);
    await sleep(100);
    expect(s3.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
    await files.discardDrafts(Date.now() - 60_000);
    expect(await files.drafts()).toEqual(['video/a.mp4']);
    await files.discardDrafts(Infinity);
    expect(await files.drafts()).toEqual([]);
  });

  it('that came to nothing are no business of the store', async () => {
    await writeFile(await files.draft('a.mp4'), '');
    await files.remove(['a.mp4']);
    await sleep(100);
    expect([await leftHere(), s3.calls]).toEqual([[], []]);
  });
});
