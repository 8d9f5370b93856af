import { dropOldGenerations, keepOnly, writeSnapshot } from './files.js';
import { loadSqlite } from './database.js';
import type { CompactWorkerData } from './protocol.js';
import { recover } from './recovery.js';
import { MIGRATIONS, type Migration } from './schema.js';

/**
 * Writes a new snapshot from the last one and the closed part of the log, without touching the live database.
 * It reads exactly what a start would read, so each compaction proves that the store can be opened.
 */
export async function compact(
  { directory, sqlite, upTo, purge }: CompactWorkerData,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const open = await loadSqlite(sqlite);
  const { database, position } = recover({ directory, open, migrations, upTo, repair: false });
  if (purge) database.run('VACUUM');
  const snapshot = writeSnapshot(directory, position.seq, database.export());
  database.close();
  if (purge) keepOnly(directory, snapshot);
  else dropOldGenerations(directory);
}
