import type { IndexHead, IndexTables } from '../../../ports/indexTables.js';
import { SCHEMA } from '../migrate.js';
import type { Database, Session } from '../pool.js';
import { everyUser } from '../sql.js';
import { createReading } from './reading.js';
import { toHead, type HeadRow } from './rows.js';
import { createWriter } from './writing.js';

const TABLES = ['heads', 'terms', 'blocks', 'pages', 'sessions', 'places'].map((name) => `${SCHEMA}.index_${name}`);

/**
 * Holds the user's head until the transaction ends. Its commit need not reach the disk: what it takes over stays due if
 * it is lost.
 */
const LOCK = `
  SELECT documents, sessions, session_length, arrivals, scopes, set_config('synchronous_commit', 'off', true)
  FROM ${SCHEMA}.index_heads WHERE user_id = $1 FOR NO KEY UPDATE`;
const BEGIN = `
  INSERT INTO ${SCHEMA}.index_heads (user_id, documents, sessions, session_length, arrivals, scopes)
  VALUES ($1, 0, 0, 0, 0, '[]') ON CONFLICT (user_id) DO NOTHING`;

async function lock(session: Session, userId: string, isPatient: boolean): Promise<IndexHead | null> {
  const statement = isPatient ? LOCK : `${LOCK} SKIP LOCKED`;
  const known = await session.get<HeadRow>(statement, [userId]);
  if (known) return toHead(known);
  // Somebody else who is at work on it has its row locked: this one then finds nothing to insert.
  await session.run(BEGIN, [userId]);
  const begun = await session.get<HeadRow>(statement, [userId]);
  return begun ? toHead(begun) : null;
}

/** The tables of the search index in PostgreSQL. */
export function createIndexTables(database: Database): IndexTables {
  return {
    ...createReading(database),
    change: (userId, work, isPatient = true) =>
      database.transaction(async (session) => {
        const head = await lock(session, userId, isPatient);
        return head && work(createWriter(session, userId, head));
      }),
    async status() {
      const sizes = TABLES.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
      const row = await database.get<{ documents: number; bytes: number }>(
        `${everyUser('indexStatus')} SELECT coalesce(sum(documents), 0) AS documents, ${sizes} AS bytes FROM ${SCHEMA}.index_heads`,
      );
      return row ?? { documents: 0, bytes: 0 };
    },
    async sweep() {
      // It takes as long as it takes, and no transaction may be open around it.
      const client = await database.connect();
      try {
        await client.query(`VACUUM ${TABLES.join(', ')}`);
      } finally {
        await client.end();
      }
    },
  };
}
