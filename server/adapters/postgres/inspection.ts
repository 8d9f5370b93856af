import type { DatabaseFacts } from '../../ports/databaseFacts.js';
import type { Log } from '../../ports/log.js';
import { parseDatabaseUrl } from './address.js';
import { isNewEnough } from './index/vectorTables.js';
import { requireUtf8 } from './migrate.js';
import { createDatabase } from './pool.js';

const TIMES = 11;

/** Looks at a database, and changes nothing. Throws `unavailable` where the service could not use it. */
export async function inspectDatabase(url: string, log: Log): Promise<DatabaseFacts> {
  const address = parseDatabaseUrl(url);
  const database = createDatabase({ address, size: 1, log });
  try {
    await requireUtf8(database);
    const facts = await database.get<{ version: string; pgvector: string | null }>(
      `SELECT current_setting('server_version') AS version,
         (SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'vector') AS pgvector`,
    );
    const times: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      const started = performance.now();
      await database.get('SELECT 1');
      times.push(performance.now() - started);
    }
    const answerMs = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
    const pgvector = facts?.pgvector ? { version: facts.pgvector, isNewEnough: isNewEnough(facts.pgvector) } : null;
    return { location: address.location, version: facts?.version ?? '', pgvector, answerMs };
  } finally {
    await database.close();
  }
}
