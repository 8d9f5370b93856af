import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFolderFiles } from '../../../server/adapters/files/folderFiles.js';
import { createOutbox } from '../../../server/adapters/files/outbox.js';
import { createS3Files } from '../../../server/adapters/s3/s3Files.js';
import type { ByteRange, FileStore } from '../../../server/ports/fileStore.js';
import { startFakeS3, type FakeS3 } from '../../support/fakeS3.js';
import { silentLog } from '../../support/silentLog.js';

let folder: string;
let s3: FakeS3;
let files: FileStore;
/** Of what was put, once it stays where it is to stay. */
let kind: 'local' | 'stored';

const PLACES: Record<string, () => Promise<FileStore>> = {
  'a folder': () => Promise.resolve(createFolderFiles(folder, false)),
  'a bucket': async () => {
    for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
    const remote = await createS3Files({ bucket: 'loci', prefix: 'team/one', endpoint: s3.url });
    const pace = { firstMs: 20, longestMs: 50 };
    return createOutbox({ remote, folder, reserveBytes: 0, pace, log: silentLog });
  },
};

async function make(name: string, content: string): Promise<void> {
  await writeFile(await files.draft(name), content);
  const { delivery } = await files.put(name);
  await delivery;
  expect((await files.open(name))?.kind).toBe(kind);
}

/** What is read of a file, however it comes; null = there is none. */
async function read(name: string, range: ByteRange | null = null): Promise<string | null> {
  const content = await files.open(name);
  if (!content) return null;
  const bytes =
    content.kind === 'local'
      ? await readFile(content.path)
      : await buffer(await content.read(range, new AbortController().signal));
  return (content.kind === 'local' && range ? bytes.subarray(range.start, range.end + 1) : bytes).toString();
}

describe.each(Object.entries(PLACES))('files in %s', (place, open) => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loci-files-'));
    s3 = await startFakeS3();
    files = await open();
    kind = place === 'a bucket' ? 'stored' : 'local';
  });
  afterEach(async () => {
    await files.close();
    await s3.close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it('are there under their name once they are put, whole and in parts', async () => {
    await make('audio/a.wav', 'one two three');
    expect(await read('audio/a.wav')).toBe('one two three');
    expect(await read('audio/a.wav', { start: 4, end: 6 })).toBe('two');
    const [facts, none] = await files.facts(['audio/a.wav', 'audio/none.wav']);
    expect(facts).toMatchObject({ bytes: 13 });
    expect(Math.abs(facts!.changedAt - Date.now())).toBeLessThan(5000);
    expect([none, await read('audio/none.wav')]).toEqual([null, null]);
  });

  it('have an address that leads back to their name, and to no other', () => {
    const address = files.addressOf('a.mp4');
    expect(address.startsWith(`${files.address}/`)).toBe(true);
    expect(files.nameOf(address)).toBe('a.mp4');
    expect(files.nameOf(`${files.address}-other/a.mp4`)).toBeNull();
    expect(files.nameOf('/elsewhere/a.mp4')).toBeNull();
  });

  it('are listed by how their names begin, however many', async () => {
    s3.pageSize = 2;
    for (const name of ['audio/1.wav', 'audio/2.wav', 'audio/3.wav', 'audio/x.wav', 'video/1.mp4'])
      await make(name, name);
    const names = async (prefix: string): Promise<string[]> =>
      (await files.list(prefix)).map(({ name }) => name).sort();
    expect(await names('audio/')).toEqual(['audio/1.wav', 'audio/2.wav', 'audio/3.wav', 'audio/x.wav']);
    expect(await names('video/')).toEqual(['video/1.mp4']);
    expect(await names('none/')).toEqual([]);
    expect((await files.facts(['audio/x.wav', 'audio/y.wav', 'video/1.mp4'])).map((facts) => facts?.bytes)).toEqual([
      11,
      undefined,
      11,
    ]);
  });

  it('replace what had the name', async () => {
    await make('avatars/a.svg', 'old');
    await make('avatars/a.svg', 'new');
    expect(await read('avatars/a.svg')).toBe('new');
  });

  it('are gone when they are removed, also twice', async () => {
    await make('audio/a.wav', 'a');
    await make('audio/b.wav', 'b');
    await files.remove(['audio/a.wav']);
    await files.remove(['audio/a.wav', 'audio/none.wav']);
    expect([await read('audio/a.wav'), await read('audio/b.wav')]).toEqual([null, 'b']);
    expect((await files.list('audio/')).map(({ name }) => name)).toEqual(['audio/b.wav']);
    await make('audio/a.wav', 'again');
    expect(await read('audio/a.wav')).toBe('again');
  });

  it('are found while they are made, and can be renamed then', async () => {
    const name = await files.freeName('recording_1', '.mp4');
    const path = await files.draft(name);
    await writeFile(path, 'so far');
    expect(await files.findDraft(name)).toMatchObject({ path });
    expect(await read(name)).toBe('so far');
    const other = await files.freeName('segment_1', '.mp4');
    await files.renameDraft(name, other);
    const { delivery } = await files.put(other);
    await delivery;
    expect([await read(name), await read(other)]).toEqual([null, 'so far']);
  });

  it('have free names, also at the same moment', async () => {
    const first = await files.freeName('recording_1', '.mp4');
    await writeFile(await files.draft(first), 'x');
    const second = await files.freeName('recording_1', '.mp4');
    expect(second).not.toBe(first);
    expect(second).toMatch(/^recording_1_\w+\.mp4$/);
  });
});
