import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** Databases on the one server that the tests share; `isHere` false = there is no PostgreSQL on this machine. */
export const isPostgresHere = (): boolean => inject('postgresPort') !== null;

const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${inject('postgresPort') ?? 0}/${database}`;

/** Runs one statement as superuser on the shared server. */
export async function administer(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(urlOf('postgres'));
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A fresh database with (`migrated`) or without our tables; its address. */
export async function freshDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${kind === 'migrated' ? 'loci_template' : 'template0'}`);
  return urlOf(name);
}

export async function dropDatabase(url: string): Promise<void> {
  await administer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/** Our tables in whose rows a text stands anywhere. */
export async function tablesHolding(url: string, needle: string): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'loci'`,
    );
    const holding: string[] = [];
    for (const { name } of rows) {
      const found = await client.query(`SELECT 1 FROM loci.${name} t WHERE strpos(t::text, $1) > 0 LIMIT 1`, [needle]);
      if (found.rowCount) holding.push(name);
    }
    return holding;
  } finally {
    await client.end();
  }
}

interface Schema {
  /** Tables whose rows belong to users. */
  userTables: ReadonlySet<string>;
  otherTables: ReadonlySet<string>;
  uniqueKeys: { table: string; columns: string[] }[];
}

/** What our tables are like. */
export async function readSchema(url: string): Promise<Schema> {
  const client = new pg.Client(url);
  await client.connect();
  try {
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
  } finally {
    await client.end();
  }
}
