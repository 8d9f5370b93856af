import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { CoreError } from '../../ports/errors.js';
import type { VideoFolder } from '../../ports/videoFolder.js';

/** Of each folder of videos, hidden from programs that list these. */
const THUMBNAILS = '.thumbnails';

const thumbnailOf = (file: string): string => join(dirname(file), THUMBNAILS, `${basename(file, extname(file))}.jpg`);

/** `20260309_100001` on the calendar of this machine. */
function stampOf(epochMs: number): string {
  const date = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

export function createVideoFolder(path: string): VideoFolder {
  const prepare = (): Promise<unknown> => mkdir(path, { recursive: true, mode: 0o700 });
  return {
    path,
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
        await mkdir(dirname(thumbnailOf(file)), { recursive: true, mode: 0o700 });
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
