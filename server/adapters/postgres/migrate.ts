import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import { MIGRATIONS, type Migration } from './migrations/index.js';
import type { Database, Session } from './pool.js';

/** All tables lie in a schema of their own, named in every statement. */
export const SCHEMA = 'loci';

/** Any number that no other program's advisory locks have: "loci" in ASCII. */
const MIGRATION_LOCK = 0x6c6f6369;

/**
 * Brings the tables up to date, once, however many instances start at the same time. Throws `unavailable` when they
 * are newer than this program, or when the database does not keep text as UTF-8.
 */
export async function migrate(
  database: Database,
  log: Log,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const applied = await database.transaction(async (session) => {
    await session.run(`SET LOCAL statement_timeout = 0`);
    await session.run(`SET LOCAL lock_timeout = 0`);
    await session.run(`SELECT pg_advisory_xact_lock($1)`, [MIGRATION_LOCK]);
    await requireUtf8(session);
    const from = await readVersion(session);
    if (from > migrations.length) {
      throw new CoreError(
        'unavailable',
        `The database was written by a newer version of Loci (schema ${from}, this one knows ${migrations.length})`,
      );
    }
    if (from < migrations.length) await apply(session, migrations, from);
    return migrations.length - from;
  });
  if (applied > 0) log.info('The database was brought up to date', { steps: applied, version: migrations.length });
}

async function apply(session: Session, migrations: readonly Migration[], from: number): Promise<void> {
  await session.run(`SET LOCAL search_path = ${SCHEMA}`);
  for (const [index, statements] of migrations.slice(from).entries()) {
    for (const statement of statements) await session.run(statement);
    await session.run(`INSERT INTO schema_version (version) VALUES ($1)`, [from + index + 1]);
  }
}

async function readVersion(session: Session): Promise<number> {
  // Who may only use the tables need not be allowed to make any.
  const known = await session.get<{ found: boolean }>(
    `SELECT to_regclass('${SCHEMA}.schema_version') IS NOT NULL AS found`,
  );
  if (!known?.found) {
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    await session.run(
      `CREATE TABLE ${SCHEMA}.schema_version (version bigint PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
  }
  const row = await session.get<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${SCHEMA}.schema_version`,
  );
  return row?.version ?? 0;
}

/** Throws `unavailable`. */
export async function requireUtf8(session: Session): Promise<void> {
  const row = await session.get<{ encoding: string }>(`SELECT current_setting('server_encoding') AS encoding`);
  if (row?.encoding !== 'UTF8')
    throw new CoreError('unavailable', 'The database must keep text as UTF8 (CREATE DATABASE ... ENCODING UTF8)');
}
