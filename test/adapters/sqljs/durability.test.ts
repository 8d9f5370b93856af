import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/ports/store.js';
import { memoryOf, openStore, ownerIn, put, recordingLog, temporaryDirectory } from './support.js';

let directory: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

const files = async (kind: 'log' | 'snapshot' | 'backup') =>
  (await readdir(directory)).filter((name) => name.startsWith(kind)).sort();
const lastLog = async () => join(directory, (await files('log')).at(-1) ?? '');
const contents = async (store: Store) =>
  (await store.scanMemories(null, 0, 10_000)).items.map(({ content }) => content);

/** Stores `m0`, `m1`, ... one commit each, and closes. */
async function fill(count: number, options: { compactAfterBytes?: number } = {}): Promise<void> {
  const store = await openStore(directory, options);
  const owner = await ownerIn(store);
  const before = (await store.status()).memories;
  for (let index = 0; index < count; index++) await store.commit(put(memoryOf(owner, `m${before + index}`)));
  await store.close();
}

const expected = (count: number, without: number[] = []) =>
  Array.from({ length: count }, (_, index) => index)
    .filter((index) => !without.includes(index))
    .map((index) => `m${index}`);

describe('a start', () => {
  it('replays the log', async () => {
    await fill(20);
    expect(await contents(await openStore(directory))).toEqual(expected(20));
  });

  it('makes files that only their owner can read', async () => {
    await fill(1);
    expect((await stat(await lastLog())).mode & 0o777).toBe(0o600);
  });

  it('cuts a torn tail, says so, and goes on after it', async () => {
    await fill(5);
    await appendFile(await lastLog(), '0badc0de {"seq":99,"changes":[{"put":"mem');
    const log = recordingLog();
    const store = await openStore(directory, { log });
    expect(await contents(store)).toEqual(expected(5));
    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('cut off') }]);
    await store.close();
    await fill(3);
    expect(await contents(await openStore(directory))).toEqual(expected(8));
  });

  it('keeps all but a record that is damaged in the middle, and names it', async () => {
    await fill(10);
    const path = await lastLog();
    const lines = (await readFile(path, 'utf8')).split('\n');
    const at = lines.findIndex((line) => line.includes('"content":"m4"'));
    lines[at] = (lines[at] ?? '').replace('m4', 'mX');
    await writeFile(path, lines.join('\n'));
    const log = recordingLog();
    expect(await contents(await openStore(directory, { log }))).toEqual(expected(10, [4]));
    expect(log.lines).toMatchObject([{ level: 'error', fields: { records: 1 } }]);
  });

  it('falls back to the snapshot before a damaged one, and loses nothing', async () => {
    await fill(600, { compactAfterBytes: 6_000 });
    const snapshots = await files('snapshot');
    expect(snapshots).toHaveLength(2);
    const newest = join(directory, snapshots[1] ?? '');
    const bytes = await readFile(newest);
    bytes.fill(0xff, 5000, 5100);
    await writeFile(newest, bytes);
    const log = recordingLog();
    expect(await contents(await openStore(directory, { log }))).toEqual(expected(600));
    expect(log.lines).toMatchObject([{ level: 'error', message: expect.stringContaining('damaged snapshot') }]);
  });

  it('works with all snapshots damaged as long as the log reaches back', async () => {
    await fill(10);
    const store = await openStore(directory);
    await store.close();
    await writeFile(join(directory, 'snapshot-000000000009-00000000.sqlite'), 'not a database');
    expect(await contents(await openStore(directory))).toEqual(expected(10));
  });

  it('refuses a folder that is not one', async () => {
    const path = join(directory, 'file');
    await writeFile(path, 'x');
    await expect(openStore(path)).rejects.toThrow();
  });
});

describe('compaction', () => {
  it('keeps two generations and every record since the older one', async () => {
    await fill(600, { compactAfterBytes: 6_000 });
    expect(await files('snapshot')).toHaveLength(2);
    const logs = await files('log');
    expect(logs.length).toBeLessThan(8);
    expect(await contents(await openStore(directory))).toEqual(expected(600));
  });

  it('goes on while writes do, and loses none of them', async () => {
    const store = await openStore(directory, { compactAfterBytes: 20_000 });
    const owner = await ownerIn(store);
    await Promise.all(Array.from({ length: 400 }, (_, index) => store.commit(put(memoryOf(owner, `m${index}`)))));
    await store.close();
    expect((await contents(await openStore(directory))).sort()).toEqual(expected(400).sort());
  });
});

describe('purging', () => {
  const holds = async (needle: string): Promise<string[]> => {
    const found: string[] = [];
    for (const name of await readdir(directory))
      if ((await readFile(join(directory, name))).includes(needle)) found.push(name);
    return found;
  };

  it('leaves no byte of what was erased, in log, snapshots or backups', async () => {
    await fill(60, { compactAfterBytes: 8_000 });
    const store = await openStore(directory);
    const owner = await ownerIn(store);
    const doomed = memoryOf(owner, 'the unforgettable turnip affair', { metadata: { note: 'turnipnote' } });
    await store.commit(put(doomed));
    await writeFile(join(directory, 'backup-v0-1.sqlite'), 'the unforgettable turnip affair');
    await store.commit([{ kind: 'memory.erase', userId: owner.userId, id: doomed.id }]);
    expect(await holds('turnip')).not.toEqual([]);
    await store.purge();
    expect(await holds('turnip')).toEqual([]);
    expect(await files('backup')).toEqual([]);
    await store.commit(put(memoryOf(owner, 'm60')));
    await store.close();
    expect(await contents(await openStore(directory))).toEqual(expected(61));
  });
});

describe('a commit', () => {
  it('is all or nothing', async () => {
    const store = await openStore(directory);
    const owner = await ownerIn(store);
    const bad = { ...memoryOf(owner, 'bad'), state: null as never };
    await expect(store.commit(put(memoryOf(owner, 'good'), bad))).rejects.toMatchObject({ code: 'internal' });
    expect(await contents(store)).toEqual([]);
    await store.close();
    expect(await contents(await openStore(directory))).toEqual([]);
  });

  it('that fails does not take its neighbours of the same group with it', async () => {
    const store = await openStore(directory);
    const owner = await ownerIn(store);
    const bad = { ...memoryOf(owner, 'bad'), state: null as never };
    const results = await Promise.allSettled([
      store.commit(put(memoryOf(owner, 'a'))),
      store.commit(put(bad)),
      store.commit(put(memoryOf(owner, 'b'))),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await contents(store)).toEqual(['a', 'b']);
  });

  it('after closing is refused', async () => {
    const store = await openStore(directory);
    await store.close();
    await expect(store.listUsers()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
