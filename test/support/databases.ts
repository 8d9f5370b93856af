import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** Databases on the one server that the tests share; `isHere` false = there is no PostgreSQL on this machine. */
export const isPostgresHere = (): boolean => inject('postgresPort') !== null;

const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${inject('postgresPort') ?? 0}/${database}`;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs statements as superuser on the shared server, in the database that makes others or in that at `url`. */
export const administer = (sql: string, url = urlOf('postgres')): Promise<pg.QueryResult> =>
  connected(url, (client) => client.query(sql));

/** Emptied, for the next test: to make one takes longer than most tests. */
const spare: string[] = [];
/** How often each was emptied. What was deleted from it still takes room, and in the end more time than a new one. */
const emptied = new Map<string, number>();
const MOST_EMPTIED = 20;

/** Whoever is still connected is thrown out; without triggers, and numbers begin again. */
const EMPTY = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
  DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'loci' AND tablename <> 'schema_version' LOOP
      EXECUTE format('DELETE FROM loci.%I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      FROM pg_sequences WHERE schemaname = 'loci';
  END $$`;

/** A fresh database with (`migrated`) or without our tables; its address. */
export async function freshDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<string> {
  const ready = kind === 'migrated' ? spare.pop() : undefined;
  if (ready !== undefined) return ready;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${kind === 'migrated' ? 'loci_template' : 'template0'}`);
  return urlOf(name);
}

/** Of a migrated database in which only rows were changed, for another test. */
export async function giveBackDatabase(url: string): Promise<void> {
  const times = (emptied.get(url) ?? 0) + 1;
  if (times > MOST_EMPTIED) return dropDatabase(url);
  emptied.set(url, times);
  await administer(EMPTY, url);
  spare.push(url);
}

export async function dropDatabase(url: string): Promise<void> {
  await administer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/** Our tables in whose rows a text stands anywhere. */
export const tablesHolding = (url: string, needle: string): Promise<string[]> =>
  connected(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'loci'`,
    );
    const holding: string[] = [];
    for (const { name } of rows) {
      const found = await client.query(`SELECT 1 FROM loci.${name} t WHERE strpos(t::text, $1) > 0 LIMIT 1`, [needle]);
      if (found.rowCount) holding.push(name);
    }
    return holding;
  });

interface Schema {
  /** Tables whose rows belong to users. */
  userTables: ReadonlySet<string>;
  otherTables: ReadonlySet<string>;
  uniqueKeys: { table: string; columns: string[] }[];
}

/** What our tables are like. */
export const readSchema = (url: string): Promise<Schema> =>
  connected(url, async (client) => {
    const tables = await client.query<{ name: string; has_user: boolean }>(
      `SELECT t.table_name AS name, bool_or(c.column_name = 'user_id') AS has_user FROM information_schema.tables t
       JOIN information_schema.columns c USING (table_schema, table_name)
       WHERE table_schema = 'loci' AND table_type = 'BASE TABLE' GROUP BY 1`,
    );
    const keys = await client.query<{ table: string; columns: string[] }>(
      `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY k.nth) AS columns FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'loci'
       CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, nth)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
       WHERE i.indisunique GROUP BY i.indexrelid, c.relname`,
    );
    const named = (hasUser: boolean) =>
      new Set(tables.rows.filter((table) => table.has_user === hasUser).map(({ name }) => name));
    return { userTables: named(true), otherTables: named(false), uniqueKeys: keys.rows };
  });
