import type { StoreStatus } from '../../ports/store.js';
import { MIGRATIONS } from './migrations/index.js';
import type { Database } from './pool.js';
import { countOf, everyUser } from './sql.js';

/** Above this the planner's estimate is told: counting so many rows takes longer than anybody waits for a status. */
const COUNTED = 500_000;

export async function readStatus(database: Database): Promise<StoreStatus> {
  const [memories, users] = [await countRows(database, 'memories'), await countRows(database, 'users')];
  const bytes = await countOf(
    database,
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS n FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'loci' AND c.relkind IN ('r', 'p')`,
  );
  const { max, created, idle, waiting } = database.stats;
  return {
    location: database.address.location,
    memories,
    users,
    bytes,
    schemaVersion: MIGRATIONS.length,
    pool: { max, created, active: created - idle, available: idle, waiting },
  };
}

async function countRows(database: Database, table: 'memories' | 'users'): Promise<number> {
  const about = await countOf(database, `SELECT reltuples::bigint AS n FROM pg_class WHERE oid = to_regclass($1)`, [
    `loci.${table}`,
  ]);
  return about > COUNTED ? about : countOf(database, `SELECT count(*) AS n FROM loci.${table} ${everyUser('counts')}`);
}
