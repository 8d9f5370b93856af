import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { readServiceFile, serviceFilePath, type ServiceFile } from '../../contract/serviceFile.js';

export interface Publication {
  /** Removes the file, unless another service has published since. */
  withdraw(): Promise<void>;
}

/** Tells clients where the service answers; to be called once it does. */
export async function publishService(dataDir: string, service: ServiceFile): Promise<Publication> {
  const path = serviceFilePath(dataDir);
  const draft = `${path}.${randomUUID()}.draft`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(service));
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return {
    async withdraw() {
      const current = await readServiceFile(dataDir);
      if (current?.pid === service.pid && current.startedAt === service.startedAt) await rm(path, { force: true });
    },
  };
}
