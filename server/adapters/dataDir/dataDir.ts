import { chmod, mkdir } from 'node:fs/promises';

/** Makes the directory where everything is kept, for its owner alone. Throws where it cannot be made or is not ours. */
export async function openDataDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}
