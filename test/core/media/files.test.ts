import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderFiles } from '../../../server/adapters/files/folderFiles.js';
import { createMediaFiles, type MediaFiles } from '../../../server/core/media/files.js';

const NOW = 1_700_000_000_000;
let folder: string;
let files: MediaFiles;
const open = (maxBytes: number | null, maxAgeMs: number | null, isShared = false): MediaFiles =>
  createMediaFiles({
    fileStore: createFolderFiles(folder, isShared),
    retention: { maxBytes, maxAgeMs },
    clock: { now: () => NOW },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-media-'));
  files = open(null, null);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file that was made so many seconds ago. */
async function put(kind: 'audio' | 'video', name: string, bytes: number, secondsAgo: number): Promise<void> {
  await files.write(kind, name, new Uint8Array(bytes));
  const at = new Date(NOW - secondsAgo * 1000);
  await utimes(join(folder, kind, name), at, at);
}

describe('media files', () => {
  it('belong to their owner alone', async () => {
    await files.write('audio', 'a.wav', new Uint8Array(3));
    expect((await stat(join(folder, 'audio'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'audio/a.wav'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'audio'))).toEqual(['a.wav']);
  });

  it('are found by their name only: nothing leads out of the folder', async () => {
    await files.write('audio', 'a.wav', new Uint8Array(3));
    await writeFile(join(folder, 'secret.wav'), 'secret');
    await symlink(join(folder, 'secret.wav'), join(folder, 'audio/link.wav'));
    expect(await files.open('audio', 'a.wav')).toEqual({ kind: 'local', path: join(folder, 'audio/a.wav') });
    for (const name of [
      '../secret.wav',
      '..%2fsecret.wav',
      'link.wav',
      'a.wav\0',
      '/etc/passwd',
      'x/../a.wav',
      '..\\secret.wav',
      'a.wav.',
      'C:a.wav',
    ])
      expect(await files.open('audio', name)).toBeNull();
  });

  it('are whole or not there when the disk is full', async () => {
    await files.write('audio', 'other.wav', new Uint8Array(3));
    await symlink('/dev/full', join(folder, 'audio/a.wav.part'));
    await expect(files.write('audio', 'a.wav', new Uint8Array(100_000))).rejects.toMatchObject({
      code: 'storage_full',
    });
    expect(await readdir(join(folder, 'audio'))).toEqual(['other.wav']);
  });

  it('go when they are too old or too much, oldest first, a video with its thumbnail, what was just made never', async () => {
    await put('audio', 'old.wav', 10, 1000);
    await put('video', 'v1.mp4', 600, 30);
    await put('video', 'v1_thumb.jpg', 10, 30);
    await put('audio', 'a2.wav', 300, 20);
    await put('audio', 'new.wav', 500, 0);
    await open(900, 500_000).tidy('new');
    const left = [...(await readdir(join(folder, 'audio'))), ...(await readdir(join(folder, 'video')))];
    expect(left.sort()).toEqual(['a2.wav', 'new.wav']);
    await open(100, null).tidy('new');
    expect(await readdir(join(folder, 'audio'))).toEqual(['new.wav']);
  });

  it('that were not finished are removed at the start', async () => {
    await files.write('video', 'v.mp4', new Uint8Array(3));
    await writeFile(join(folder, 'video/w.mp4.part'), 'half');
    await files.repair();
    expect(existsSync(join(folder, 'video/w.mp4.part'))).toBe(false);
    expect(existsSync(join(folder, 'video/v.mp4'))).toBe(true);
  });

  it('that others are making in a shared folder are left alone until nobody touches them any more', async () => {
    await files.write('audio', 'a.wav', new Uint8Array(3));
    for (const [name, secondsAgo] of [
      ['old.wav.part', 7200],
      ['new.wav.part', 5],
    ] as const) {
      await writeFile(join(folder, 'audio', name), 'part');
      await utimes(join(folder, 'audio', name), NOW / 1000 - secondsAgo, NOW / 1000 - secondsAgo);
    }
    await open(null, null, true).repair();
    expect((await readdir(join(folder, 'audio'))).sort()).toEqual(['a.wav', 'new.wav.part']);
  });
});
