import type { Log } from '../../../ports/log.js';
import { SCHEMA } from '../migrate.js';
import type { Database, Session } from '../pool.js';

export const VECTORS = `${SCHEMA}.index_vectors`;

/** More values than pgvector's HNSW can index: such vectors are compared one by one. */
const MOST_INDEXED = 2000;
/** The first version that searches on from neighbour to neighbour until enough are the user's. */
const OLDEST = [0, 8] as const;
/** "locv": no two instances make these tables at once. */
const SETUP_LOCK = 0x6c6f6376;

/**
 * What a trigger of the store's own table takes out again: an erased or changed memory leaves no vector behind, whoever
 * erased it and however that ended.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS ${VECTORS} (user_id text COLLATE "C" NOT NULL, space text COLLATE "C" NOT NULL,
    memory_id text COLLATE "C" NOT NULL, embedding vector NOT NULL, PRIMARY KEY (user_id, space, memory_id))`,
  `CREATE OR REPLACE FUNCTION ${SCHEMA}.forget_index_vector() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM ${VECTORS} WHERE user_id = OLD.user_id AND space = OLD.space AND memory_id = OLD.memory_id;
      RETURN NULL;
    END $$`,
  `CREATE OR REPLACE TRIGGER forget_index_vector AFTER DELETE OR UPDATE ON ${SCHEMA}.memory_vectors
    FOR EACH ROW EXECUTE FUNCTION ${SCHEMA}.forget_index_vector()`,
];

/** Whether a version of pgvector, such as `0.8.1`, can do what the index asks of it. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Whether the database compares vectors by itself: makes what is needed for it where pgvector is, or may be, installed. */
export async function prepareVectors(database: Database, log: Log): Promise<boolean> {
  const isAllowed = await database
    .transaction((session) => session.run('CREATE EXTENSION IF NOT EXISTS vector'))
    .then(() => true)
    // Who may not install it may still find it installed.
    .catch(() => false);
  const found = await database.get<{ version: string }>(
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'`,
  );
  if (!found || !isNewEnough(found.version)) {
    log.info('The database has no pgvector 0.8 or newer: vectors only rank what words find');
    return false;
  }
  log.debug('pgvector is in use', { version: found.version, isAllowed });
  await underLock(database, async (session) => {
    for (const statement of TABLES) await session.run(statement);
  });
  return true;
}

/** An index of nearest neighbours (HNSW) over one space, for users who have too many vectors to compare them all. */
export async function indexSpace(database: Database, space: string, dimension: number): Promise<void> {
  if (dimension > MOST_INDEXED) return;
  await underLock(database, async (session) => {
    // A definition takes no parameters: the database quotes the name of the space itself.
    const made = await session.get<{ statement: string }>(
      `SELECT format('CREATE INDEX IF NOT EXISTS %I ON ${VECTORS} USING hnsw ((embedding::vector(%s)) vector_cosine_ops)
         WHERE space = %L', 'index_vectors_' || md5($1::text), $2::integer, $1::text) AS statement`,
      [space, dimension],
    );
    if (made) await session.run(made.statement);
  });
}

const underLock = (database: Database, work: (session: Session) => Promise<void>): Promise<void> =>
  database.transaction(async (session) => {
    await session.run('SET LOCAL statement_timeout = 0');
    await session.run('SELECT pg_advisory_xact_lock($1)', [SETUP_LOCK]);
    await work(session);
  });
