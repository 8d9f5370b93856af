import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CoreError } from '../../ports/errors.js';
import type { VideoFolder } from '../../ports/videoFolder.js';

/** `20260309_100001` on the calendar of this machine. */
function stampOf(epochMs: number): string {
  const date = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Thumbnails lie in a folder of their own: other programs list that of the videos. */
export function createVideoFolder(path: string, thumbnails: string, isShared: boolean): VideoFolder {
  const thumbnailOf = (file: string): string => join(thumbnails, `${basename(file, extname(file))}.jpg`);
  const prepare = (): Promise<unknown> => mkdir(path, { recursive: true, mode: 0o700 });
  return {
    path,
    isShared,
    async freeFile(prefix, at) {
      await prepare();
      for (let number = 1; ; number++) {
        const file = join(path, `${prefix}_${stampOf(at)}${number === 1 ? '' : `_${number}`}.mp4`);
        if (!existsSync(file)) return file;
      }
    },
    async sizeOf(file) {
      const found = await stat(file).catch(() => null);
      return found?.isFile() ? found.size : null;
    },
    changedAt: (file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      ),
    async rename(from, to) {
      await rename(from, to);
      await rename(thumbnailOf(from), thumbnailOf(to)).catch(() => undefined);
    },
    async remove(file) {
      await Promise.all([file, thumbnailOf(file)].map((gone) => rm(gone, { force: true })));
    },
    readThumbnail: (file) => readFile(thumbnailOf(file)).catch(() => null),
    async writeThumbnail(file, jpeg) {
      try {
        await mkdir(thumbnails, { recursive: true, mode: 0o700 });
        await writeFile(thumbnailOf(file), jpeg, { mode: 0o600 });
      } catch (error) {
        throw new CoreError(isFull(error) ? 'storage_full' : 'unavailable', 'The thumbnail cannot be written', {
          cause: error,
        });
      }
    },
    async free() {
      await prepare();
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },
  };
}
