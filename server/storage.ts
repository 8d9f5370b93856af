import { join } from 'node:path';
import { createIndexWorker } from './adapters/indexWorker/indexWorker.js';
import { createSqljsStore } from './adapters/sqljs/store.js';
import { createVectorWorker } from './adapters/vectorWorker/vectorWorker.js';
import { messageSource } from './core/conversation/indexSource.js';
import { memorySource } from './core/memory/indexSource.js';
import { screenSource } from './core/recording/reading/indexSource.js';
import { readDueFrom } from './core/retrieval/dueDocuments.js';
import { createIndexKeeper, type IndexKeeper } from './core/retrieval/keeper.js';
import { createDueKeeper } from './core/retrieval/stored/dueKeeper.js';
import { createStoredIndex } from './core/retrieval/stored/storedIndex.js';
import type { Log } from './ports/log.js';
import type { Store } from './ports/store.js';
import type { VectorIndex, VectorSpace } from './ports/vectorIndex.js';

export interface StorageOptions {
  dataDir: string;
  /** The folder of the built `main.cjs`, its workers and pages. */
  built: string;
  /** A PostgreSQL that other services may share; null = a store of its own in `dataDir`. */
  database: { url: string; poolSize: number } | null;
  log: Log;
}

/** The store, and the index of what is found in it. */
export interface Storage {
  store: Store;
  index: IndexKeeper;
  openVectorIndex: (space: VectorSpace) => Promise<VectorIndex>;
}

export async function openStorage(options: StorageOptions): Promise<Storage> {
  return options.database ? openShared(options.database, options.log) : openEmbedded(options);
}

/** Both in one database, whose client is loaded only here. */
async function openShared(options: { url: string; poolSize: number }, log: Log): Promise<Storage> {
  const { createPostgresStore, openDatabase } = await import('./adapters/postgres/store.js');
  const { createIndexTables } = await import('./adapters/postgres/index/tables.js');
  const { createVectorOpener } = await import('./adapters/postgres/index/openVectors.js');
  const database = await openDatabase({ ...options, log });
  const store = await createPostgresStore(database, log);
  const tables = createIndexTables(database);
  return {
    store,
    index: createDueKeeper({ tables, index: createStoredIndex(tables), read: readDueFrom(store), log }),
    openVectorIndex: createVectorOpener(database, log),
  };
}

/** The store of a data directory, whose lock the caller holds. */
export function openEmbeddedStore({
  dataDir,
  built,
  log,
}: Pick<StorageOptions, 'dataDir' | 'built' | 'log'>): Promise<Store> {
  return createSqljsStore({
    directory: join(dataDir, 'store'),
    workerFile: join(built, 'workers/storeWorker.cjs'),
    wasmFile: join(built, 'sql-wasm.wasm'),
    log,
  });
}

/** Each in a thread of its own, and on this disk. */
async function openEmbedded({ dataDir, built, log }: StorageOptions): Promise<Storage> {
  const store = await openEmbeddedStore({ dataDir, built, log });
  const index = createIndexKeeper({
    sources: [memorySource(store), messageSource(store), screenSource(store)],
    revision: () => store.revision(),
    open: () =>
      createIndexWorker({
        workerFile: join(built, 'workers/indexWorker.cjs'),
        file: join(dataDir, 'index/words.bin'),
        log,
      }),
    log,
  });
  return {
    store,
    index,
    openVectorIndex: () => createVectorWorker({ workerFile: join(built, 'workers/vectorWorker.cjs'), log }),
  };
}
