import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the running service of a data directory answers. Believed only after a hello that proves it. */
export const ServiceFile = z.object({
  url: z.url({ protocol: /^http$/ }),
  token: z.string().min(1),
  pid: z.int().positive(),
  protocol: z.int(),
  version: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
});
export type ServiceFile = z.output<typeof ServiceFile>;

export function serviceFilePath(dataDir: string): string {
  return join(dataDir, 'service.json');
}

/** null when there is none, or none that makes sense. */
export async function readServiceFile(dataDir: string): Promise<ServiceFile | null> {
  try {
    return ServiceFile.parse(JSON.parse(await readFile(serviceFilePath(dataDir), 'utf8')));
  } catch {
    return null;
  }
}
