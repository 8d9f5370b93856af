import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSqljsStore } from '../../../server/adapters/sqljs/store.js';
import type { Json } from '../../../server/ports/json.js';
import type { Log } from '../../../server/ports/log.js';
import type { Store } from '../../../server/ports/store.js';
import { afterwards } from '../../support/afterwards.js';

export { memoryOf, ownerIn, put, type Owner } from '../../support/memory.js';

export const WASM_FILE = resolve('dist/server/sql-wasm.wasm');

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'loci-store-'));
  afterwards(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface LoggedLine {
  level: string;
  message: string;
  fields: Record<string, Json>;
}

export function recordingLog(): Log & { lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const at =
    (level: string) =>
    (message: string, fields: Record<string, Json> = {}) =>
      void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export async function openStore(
  directory: string,
  options: { log?: Log; compactAfterBytes?: number } = {},
): Promise<Store> {
  const store = await createSqljsStore({
    directory,
    workerFile: resolve('dist/server/workers/storeWorker.cjs'),
    wasmFile: WASM_FILE,
    log: options.log ?? recordingLog(),
    ...(options.compactAfterBytes === undefined ? {} : { compactAfterBytes: options.compactAfterBytes }),
  });
  afterwards(() => store.close());
  return store;
}
