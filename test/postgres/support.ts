import { createPostgresStore, openDatabase } from '../../server/adapters/postgres/store.js';
import type { Database } from '../../server/adapters/postgres/pool.js';
import type { Log } from '../../server/ports/log.js';
import type { Store } from '../../server/ports/store.js';
import { afterwards } from '../support/afterwards.js';
import { dropDatabase, freshDatabase, giveBackDatabase } from '../support/databases.js';
import { silentLog } from '../support/silentLog.js';

/** A database of this test's own, without our tables; its address. */
export async function emptyDatabase(): Promise<string> {
  const url = await freshDatabase('empty');
  afterwards(() => dropDatabase(url));
  return url;
}

/** A database with our tables, of which this test changes only rows; its address. */
export async function lentDatabase(): Promise<string> {
  const url = await freshDatabase();
  afterwards(() => giveBackDatabase(url));
  return url;
}

/** A store as one service instance has it. */
export async function openStore(
  url: string,
  {
    poolSize = 4,
    log = silentLog,
    wrap = (database: Database) => database,
  }: {
    poolSize?: number;
    log?: Log;
    wrap?: (database: Database) => Database;
  } = {},
): Promise<Store> {
  const store = await createPostgresStore(wrap(await openDatabase({ url, poolSize, log })), log);
  afterwards(() => store.close());
  return store;
}
