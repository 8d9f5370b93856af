import type { TestProject } from 'vitest/node';
import { createDatabase } from '../../server/adapters/postgres/pool.js';
import { migrate } from '../../server/adapters/postgres/migrate.js';
import { parseDatabaseUrl } from '../../server/adapters/postgres/address.js';
import { findPostgres, startPostgres } from '../support/postgres.js';
import { silentLog } from '../support/silentLog.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of one real PostgreSQL for all tests, with a database `loci_template` to copy; null = there is none here. */
    postgresPort: number | null;
  }
}

/** One server for all files: making one takes longer than most tests. */
export default async function startOnce(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (findPostgres() === null) {
    console.error('Tests on PostgreSQL are skipped: it is not installed (Debian: apt-get install postgresql)');
    project.provide('postgresPort', null);
    return undefined;
  }
  const server = await startPostgres();
  await server.administer('CREATE DATABASE loci_template TEMPLATE template0');
  const database = createDatabase({ address: parseDatabaseUrl(server.url('loci_template')), size: 1, log: silentLog });
  await migrate(database, silentLog);
  await database.close();
  project.provide('postgresPort', server.port);
  return () => server.stop();
}
