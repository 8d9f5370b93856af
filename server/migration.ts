import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openDataDir } from './adapters/dataDir/dataDir.js';
import { acquireLock } from './adapters/dataDir/lock.js';
import { parseDatabaseUrl } from './adapters/postgres/address.js';
import { createPostgresStore, openDatabase } from './adapters/postgres/store.js';
import { copyStore, type CopiedKind, type CopyProgress } from './core/migration/copyStore.js';
import { CoreError, toCoreError } from './ports/errors.js';
import type { Log } from './ports/log.js';
import type { Store } from './ports/store.js';
import { openEmbeddedStore } from './storage.js';

export interface MigrationOptions {
  /** Each a data directory, or the address of a PostgreSQL. */
  from: string;
  to: string;
  /** The folder of the built `main.cjs`, its workers and pages. */
  built: string;
  log: Log;
  onProgress: (progress: CopyProgress) => void;
}

export interface Migration {
  /** For people: without passwords. */
  from: string;
  to: string;
  kinds: CopiedKind[];
}

const isDatabase = (place: string): boolean => /^postgres(ql)?:/.test(place);

/** Where a place is, for people. Throws `invalid_input`. */
function locationOf(option: '--from' | '--to', place: string): string {
  if (!isDatabase(place)) return resolve(place);
  try {
    return parseDatabaseUrl(place).location;
  } catch (error) {
    throw new CoreError('invalid_input', `${option} ${toCoreError(error).message}`);
  }
}

/** Copies everything that a data directory or a database keeps into another: see `copyStore`. */
export async function migrateStore({ from, to, built, log, onProgress }: MigrationOptions): Promise<Migration> {
  const [source, target] = [locationOf('--from', from), locationOf('--to', to)];
  if (source === target) throw new CoreError('invalid_input', 'The source and the target are the same');
  if (!isDatabase(from)) await requireStore(source);
  return withStore(from, { built, log }, (fromStore) =>
    withStore(to, { built, log }, async (toStore) => ({
      from: source,
      to: target,
      kinds: await copyStore({ from: fromStore, to: toStore, onProgress }),
    })),
  );
}

async function requireStore(dataDir: string): Promise<void> {
  try {
    await access(join(dataDir, 'store'));
  } catch (error) {
    throw new CoreError('not_found', `Loci keeps nothing in ${dataDir}`, { cause: error });
  }
}

type Means = Pick<MigrationOptions, 'built' | 'log'>;

function withStore<T>(place: string, means: Means, work: (store: Store) => Promise<T>): Promise<T> {
  return isDatabase(place) ? withDatabase(place, means.log, work) : withDataDir(resolve(place), means, work);
}

async function withDatabase<T>(url: string, log: Log, work: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url, poolSize: 2, log });
  const store = await createPostgresStore(database, log).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The embedded store has one writer: it is opened under the lock of its directory, as a service does. */
async function withDataDir<T>(dataDir: string, means: Means, work: (store: Store) => Promise<T>): Promise<T> {
  await openDataDir(dataDir);
  const lock = await acquireLock(dataDir);
  if ('heldBy' in lock) {
    throw new CoreError(
      'conflict',
      `Process ${lock.heldBy.pid} uses ${dataDir}; stop it first (loci stop --data-dir ${dataDir})`,
    );
  }
  try {
    const store = await openEmbeddedStore({ dataDir, ...means });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await lock.release();
  }
}
