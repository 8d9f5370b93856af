import { readdir } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { compact } from '../../../server/adapters/sqljs/compaction.js';
import { compileSqlite } from '../../../server/adapters/sqljs/database.js';
import { openEngine, type Engine, type EngineOptions } from '../../../server/adapters/sqljs/engine.js';
import { realDisk, type Disk } from '../../../server/adapters/sqljs/logFile.js';
import { MIGRATIONS, type Migration } from '../../../server/adapters/sqljs/schema.js';
import type { App, Memory, User } from '../../../server/ports/entities.js';
import type { Page } from '../../../server/ports/store.js';
import { memoryOf, put, temporaryDirectory, WASM_FILE, type Owner } from './support.js';

let directory: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
});

const open = async (options: Partial<EngineOptions> = {}): Promise<Engine> => {
  const sqlite = await compileSqlite(WASM_FILE);
  return openEngine({
    directory,
    sqlite,
    compactAfterBytes: 1e9,
    compact: (upTo, purge) => compact({ role: 'compact', directory, sqlite, upTo, purge }, options.migrations),
    notice: () => undefined,
    ...options,
  });
};

async function ownerOf(engine: Engine): Promise<Owner> {
  const user = (await engine.call('ensureUser', ['ana', 1])) as User;
  const app = (await engine.call('ensureApp', [user.id, 'notes', 1])) as App;
  return { userId: user.id, appId: app.id };
}

async function contents(engine: Engine): Promise<string[]> {
  const page = (await engine.call('scanMemories', [null, 0, 1000])) as Page<Memory>;
  return page.items.map(({ content }) => content);
}

/** A disk that fills up, and whose truncation can fail too. */
function fillingDisk(): Disk & { room: number; canTruncate: boolean } {
  const disk = {
    ...realDisk,
    room: Infinity,
    canTruncate: true,
    write(file: number, bytes: Uint8Array, offset: number, position: number) {
      if (disk.room <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const fitting = Math.min(bytes.length - offset, disk.room);
      disk.room -= fitting;
      return realDisk.write(file, bytes.subarray(0, offset + fitting), offset, position);
    },
    truncate(file: number, length: number) {
      if (!disk.canTruncate) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
      realDisk.truncate(file, length);
    },
  };
  return disk;
}

describe('a full disk', () => {
  it.each([true, false])(
    'fails writes clearly, keeps reads, loses nothing, and recovers (can truncate: %s)',
    async (canTruncate) => {
      const disk = fillingDisk();
      const engine = await open({ disk });
      const owner = await ownerOf(engine);
      await engine.call('commit', [put(memoryOf(owner, 'before'))]);
      disk.room = 100;
      disk.canTruncate = canTruncate;
      await expect(engine.call('commit', [put(memoryOf(owner, 'during'))])).rejects.toMatchObject({
        code: 'storage_full',
      });
      expect(await contents(engine)).toEqual(['before']);
      await expect(engine.call('commit', [put(memoryOf(owner, 'during too'))])).rejects.toMatchObject({
        code: canTruncate ? 'storage_full' : 'unavailable',
      });
      disk.room = Infinity;
      disk.canTruncate = true;
      await engine.call('commit', [put(memoryOf(owner, 'after'))]);
      await engine.close();
      const again = await open();
      expect(await contents(again)).toEqual(['before', 'after']);
      expect(again.report).toMatchObject({ tornBytes: 0, lost: [] });
      await again.close();
    },
  );
});

describe('a compaction that fails', () => {
  it('leaves the log as it is, and says so; a purge does not pretend', async () => {
    const notices: string[] = [];
    const engine = await open({
      compactAfterBytes: 2000,
      compact: () => Promise.reject(new Error('no worker')),
      notice: (_level, message) => notices.push(message),
    });
    const owner = await ownerOf(engine);
    for (let index = 0; index < 20; index++) await engine.call('commit', [put(memoryOf(owner, `m${index}`))]);
    await expect(engine.call('purge', [])).rejects.toMatchObject({ code: 'unavailable' });
    await engine.close();
    expect(notices[0]).toContain('could not be compacted');
    const again = await open();
    expect(await contents(again)).toHaveLength(20);
    await again.close();
  });
});

describe('migrations', () => {
  const second: Migration = (database) => {
    database.run('ALTER TABLE memories ADD COLUMN mood TEXT');
    database.run(`UPDATE memories SET mood = 'calm'`);
  };

  it('run once, after a backup, and hold across snapshots and replays', async () => {
    const first = await open();
    const owner = await ownerOf(first);
    await first.call('commit', [put(memoryOf(owner, 'old'))]);
    await first.close();

    const migrations = [...MIGRATIONS, second];
    const engine = await open({ migrations });
    expect(engine.migratedFrom).toBe(MIGRATIONS.length);
    expect((await readdir(directory)).filter((name) => name.startsWith(`backup-v${MIGRATIONS.length}-`))).toHaveLength(
      1,
    );
    await engine.call('commit', [put(memoryOf(owner, 'new'))]);
    await engine.close();

    const replayed = await open({ migrations });
    expect(replayed.migratedFrom).toBeNull();
    expect(await contents(replayed)).toEqual(['old', 'new']);
    await replayed.call('purge', []);
    await replayed.close();
    const fromSnapshot = await open({ migrations });
    expect(await contents(fromSnapshot)).toEqual(['old', 'new']);
    expect((await fromSnapshot.call('getMemories', [null, []])) as Memory[]).toEqual([]);
    await fromSnapshot.close();
  });

  it('keep recordings, and give each user numbers of activity above those that were counted over all', async () => {
    const COUNTED_OVER_ALL = 10;
    const before = await open({ migrations: MIGRATIONS.slice(0, COUNTED_OVER_ALL) });
    const { userId } = await ownerOf(before);
    const recordings = [3, 1, 2].map((startedAt) => ({
      ...{
        id: `r${startedAt}`,
        userId,
        file: `/${startedAt}.mp4`,
        startedAt,
        endedAt: 9,
        frames: 1,
        durationSeconds: 1.5,
      },
      ...{ bytes: 5, mode: 'region', region: { x: 1, y: 2, width: 3, height: 4 }, screen: 1, app: 'a', title: 't' },
      ...{ summary: 's', keywords: ['k'], isOpen: true },
    }));
    await before.call('commit', [
      [
        { kind: 'setting.put', key: 'counter:activitySessions', value: 7 },
        ...recordings.map((recording) => ({ kind: 'recording.put', recording })),
      ],
    ]);
    await before.close();
    const engine = await open();
    expect(await engine.call('scanRows', ['recording', 0, 9])).toEqual({ items: recordings, cursor: null });
    const session = { userId, startTime: 'a', endTime: 'b', events: [], keystrokes: 0, clicks: 0, memoryId: null };
    expect(await engine.call('addActivitySession', [{ ...session, createdAt: 1 }])).toBe(8);
    expect(await engine.call('getSetting', ['counter:activitySessions'])).toBeUndefined();
    await engine.close();
  });

  it('that fail leave the data as it was', async () => {
    const first = await open();
    const owner = await ownerOf(first);
    await first.call('commit', [put(memoryOf(owner, 'old'))]);
    await first.close();
    const broken: Migration = (database) => {
      database.run('ALTER TABLE memories ADD COLUMN mood TEXT');
      database.run('SELECT * FROM nowhere');
    };
    await expect(open({ migrations: [...MIGRATIONS, broken] })).rejects.toThrow();
    const again = await open();
    expect(await contents(again)).toEqual(['old']);
    await again.close();
  });

  it('backwards are refused: an older program does not touch newer data', async () => {
    const newer = await open({ migrations: [...MIGRATIONS, second] });
    await newer.close();
    await expect(open()).rejects.toThrow(/newer version/);
  });
});
