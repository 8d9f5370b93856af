import { lstat, mkdir, readdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileFacts } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';

/** For their owner alone. */
export const makeFolderOf = (path: string): Promise<void> => makeFolder(dirname(path));

/** The owner's alone; nothing happens where it is there. Throws `storage_full`. */
export async function makeFolder(folder: string): Promise<void> {
  await storing(mkdir(folder, { recursive: true, mode: 0o700 }));
}

/** Bytes that may still be written in a folder, which is made where there is none. */
export async function freeOn(folder: string): Promise<number> {
  await makeFolder(folder);
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Null = there is no such file; links are none of ours. */
export async function factsOf(path: string): Promise<FileFacts | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() ? { bytes: found.size, changedAt: found.mtimeMs } : null;
}

/** Names of all files below a folder, with `/` between their parts. */
export async function listBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
