import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileFacts } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';

/** For their owner alone. */
export async function makeFolderOf(path: string): Promise<void> {
  await storing(mkdir(dirname(path), { recursive: true, mode: 0o700 }));
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
