import type { IndexBlock, IndexHead, IndexTerm, IndexWriter } from '../../../ports/indexTables.js';
import { SCHEMA } from '../migrate.js';
import type { Session } from '../pool.js';
import type { Value } from '../values.js';
import { createReading } from './reading.js';
import { toPage, toSession, type PageRow, type SessionRow } from './rows.js';

const PUT_HEAD = `
  UPDATE ${SCHEMA}.index_heads SET documents = $2, sessions = $3, session_length = $4, arrivals = $5, scopes = $6
  WHERE user_id = $1`;
const PLACES = `SELECT id, address FROM ${SCHEMA}.index_places WHERE user_id = $1 AND id = ANY($2::text[])`;
const PUT_PLACES = `
  INSERT INTO ${SCHEMA}.index_places (user_id, id, address)
  SELECT $1, id, address FROM unnest($2::text[], $3::bigint[]) AS p (id, address)
  ON CONFLICT (user_id, id) DO UPDATE SET address = excluded.address`;
const ERASE_PLACES = `DELETE FROM ${SCHEMA}.index_places WHERE user_id = $1 AND id = ANY($2::text[])`;

const SESSIONS = `
  SELECT s.app_id, s.session_id, s.documents, s.length, s.pages
  FROM unnest($2::text[], $3::text[]) AS k (session_id, app_id)
  JOIN ${SCHEMA}.index_sessions s ON s.user_id = $1 AND s.session_id = k.session_id AND s.app_id = k.app_id`;
/** Pages come as text, since arrays of arrays of different lengths do not exist. */
const PUT_SESSIONS = `
  INSERT INTO ${SCHEMA}.index_sessions (user_id, session_id, app_id, documents, length, pages)
  SELECT $1, session_id, app_id, documents, length, pages::integer[]
  FROM unnest($2::text[], $3::text[], $4::integer[], $5::bigint[], $6::text[])
    AS s (session_id, app_id, documents, length, pages)
  ON CONFLICT (user_id, session_id, app_id)
    DO UPDATE SET documents = excluded.documents, length = excluded.length, pages = excluded.pages`;
const ERASE_SESSIONS = `
  DELETE FROM ${SCHEMA}.index_sessions s USING unnest($2::text[], $3::text[]) AS k (session_id, app_id)
  WHERE s.user_id = $1 AND s.session_id = k.session_id AND s.app_id = k.app_id`;

const PAGES = `
  SELECT page, app_id, session_id, content FROM ${SCHEMA}.index_pages WHERE user_id = $1 AND page = ANY($2::integer[])`;
const PUT_PAGES = `
  INSERT INTO ${SCHEMA}.index_pages (user_id, page, app_id, session_id, content)
  SELECT $1, page, app_id, session_id, content
  FROM unnest($2::integer[], $3::text[], $4::text[], $5::bytea[]) AS p (page, app_id, session_id, content)
  ON CONFLICT (user_id, page) DO UPDATE
    SET app_id = excluded.app_id, session_id = excluded.session_id, content = excluded.content`;
const ERASE_PAGES = `DELETE FROM ${SCHEMA}.index_pages WHERE user_id = $1 AND page = ANY($2::integer[])`;

const TERMS = `
  SELECT number, term, documents, recent FROM ${SCHEMA}.index_terms WHERE user_id = $1 AND number = ANY($2::bigint[])`;
const PUT_TERMS = `
  UPDATE ${SCHEMA}.index_terms t SET documents = u.documents, recent = u.recent
  FROM unnest($2::bigint[], $3::integer[], $4::bytea[]) AS u (number, documents, recent)
  WHERE t.user_id = $1 AND t.number = u.number`;
const ERASE_TERMS = `DELETE FROM ${SCHEMA}.index_terms WHERE user_id = $1 AND number = ANY($2::bigint[])`;
const ERASE_BLOCKS_OF = `DELETE FROM ${SCHEMA}.index_blocks WHERE user_id = $1 AND number = ANY($2::bigint[])`;
const GAIN_TERMS = `
  WITH gained AS (
    INSERT INTO ${SCHEMA}.index_terms (user_id, number, term, letters, documents, recent)
    SELECT $1, number, term, letters, octet_length(recent) / 4, recent
    FROM unnest($2::bigint[], $3::text[], $4::integer[], $5::bytea[]) AS u (number, term, letters, recent)
    ON CONFLICT (user_id, number) DO UPDATE
      SET documents = index_terms.documents + excluded.documents, recent = index_terms.recent || excluded.recent
    RETURNING number, recent
  )
  SELECT number, recent FROM gained WHERE octet_length(recent) > $6`;
const EMPTY_RECENT = `UPDATE ${SCHEMA}.index_terms SET recent = '' WHERE user_id = $1 AND number = ANY($2::bigint[])`;

const LAST_BLOCKS = `
  SELECT b.number, b.block, b.lowest, b.highest, b.entries FROM unnest($2::bigint[]) AS wanted (number)
  CROSS JOIN LATERAL (
    SELECT * FROM ${SCHEMA}.index_blocks WHERE user_id = $1 AND number = wanted.number ORDER BY block DESC LIMIT 1
  ) b`;
const BLOCKS_AROUND = `
  SELECT DISTINCT ON (b.number, b.block) b.number, b.block, b.lowest, b.highest, b.entries
  FROM unnest($2::bigint[], $3::bigint[]) AS sought (number, address)
  JOIN ${SCHEMA}.index_blocks b
    ON b.user_id = $1 AND b.number = sought.number AND sought.address BETWEEN b.lowest AND b.highest`;
const PUT_BLOCKS = `
  INSERT INTO ${SCHEMA}.index_blocks (user_id, number, block, lowest, highest, entries)
  SELECT $1, number, block, lowest, highest, entries
  FROM unnest($2::bigint[], $3::integer[], $4::bigint[], $5::bigint[], $6::bytea[])
    AS b (number, block, lowest, highest, entries)
  ON CONFLICT (user_id, number, block) DO UPDATE
    SET lowest = excluded.lowest, highest = excluded.highest, entries = excluded.entries`;
const ERASE_BLOCKS = `
  DELETE FROM ${SCHEMA}.index_blocks b USING unnest($2::bigint[], $3::integer[]) AS k (number, block)
  WHERE b.user_id = $1 AND b.number = k.number AND b.block = k.block`;

const SETTLE = `
  DELETE FROM ${SCHEMA}.index_due d
  USING unnest($2::text[], $3::text[], $4::text[]) AS taken (kind, id, revision)
  WHERE d.user_id = $1 AND d.kind = taken.kind AND d.id = taken.id AND d.revision = taken.revision::xid8`;

/** Changes of one user's part, in a transaction that holds the user's head. */
export function createWriter(session: Session, userId: string, head: IndexHead): IndexWriter {
  /** Nothing is asked of the database where there is nothing to do. */
  const write = async (sql: string, items: { length: number }, ...params: Value[]): Promise<void> => {
    if (items.length > 0) await session.run(sql, [userId, ...params]);
  };
  const { due } = createReading(session);
  return {
    head,
    async putHead({ documents, sessions, sessionLength, arrivals, scopes }) {
      await session.run(PUT_HEAD, [userId, documents, sessions, sessionLength, arrivals, JSON.stringify(scopes)]);
    },
    async places(ids) {
      if (ids.length === 0) return new Map();
      const rows = await session.all<{ id: string; address: number }>(PLACES, [userId, ids]);
      return new Map(rows.map(({ id, address }) => [id, address]));
    },
    putPlaces: (places) => write(PUT_PLACES, [...places], [...places.keys()], [...places.values()]),
    erasePlaces: (ids) => write(ERASE_PLACES, ids, ids),
    ...sessionWriting(session, userId, write),
    async pages(pages) {
      if (pages.length === 0) return [];
      return (await session.all<PageRow>(PAGES, [userId, pages])).map(toPage);
    },
    putPages: (pages) =>
      write(
        PUT_PAGES,
        pages,
        pages.map(({ page }) => page),
        pages.map(({ appId }) => appId),
        pages.map(({ sessionId }) => sessionId),
        pages.map(({ content }) => content),
      ),
    erasePages: (pages) => write(ERASE_PAGES, pages, pages),
    ...termWriting(session, userId, write),
    ...blockWriting(session, userId, write),
    due: (ids) => due(userId, ids),
    settle: (taken) =>
      write(
        SETTLE,
        taken,
        taken.map(({ source }) => source),
        taken.map(({ id }) => id),
        taken.map(({ revision }) => String(revision)),
      ),
  };
}

type Write = (sql: string, items: { length: number }, ...params: Value[]) => Promise<void>;

function sessionWriting(
  session: Session,
  userId: string,
  write: Write,
): Pick<IndexWriter, 'sessions' | 'putSessions' | 'eraseSessions'> {
  const keysOf = (keys: readonly { sessionId: string; appId: string }[]): [string[], string[]] => [
    keys.map(({ sessionId }) => sessionId),
    keys.map(({ appId }) => appId),
  ];
  return {
    async sessions(keys) {
      if (keys.length === 0) return [];
      return (await session.all<SessionRow>(SESSIONS, [userId, ...keysOf(keys)])).map(toSession);
    },
    putSessions: (sessions) =>
      write(
        PUT_SESSIONS,
        sessions,
        ...keysOf(sessions),
        sessions.map(({ documents }) => documents),
        sessions.map(({ length }) => length),
        sessions.map(({ pages }) => `{${pages.join(',')}}`),
      ),
    eraseSessions: (keys) => write(ERASE_SESSIONS, keys, ...keysOf(keys)),
  };
}

function termWriting(
  session: Session,
  userId: string,
  write: Write,
): Pick<IndexWriter, 'terms' | 'putTerms' | 'gainTerms' | 'emptyRecent'> {
  return {
    async terms(numbers) {
      return numbers.length === 0 ? [] : session.all<IndexTerm & Record<string, unknown>>(TERMS, [userId, numbers]);
    },
    async putTerms(terms) {
      const kept = terms.filter(({ documents }) => documents > 0);
      const gone = terms.filter(({ documents }) => documents <= 0).map(({ number }) => number);
      await write(
        PUT_TERMS,
        kept,
        kept.map(({ number }) => number),
        kept.map(({ documents }) => documents),
        kept.map(({ recent }) => recent),
      );
      await write(ERASE_TERMS, gone, gone);
      await write(ERASE_BLOCKS_OF, gone, gone);
    },
    async gainTerms(gains, mostRecent) {
      if (gains.length === 0) return [];
      return session.all(GAIN_TERMS, [
        userId,
        gains.map(({ number }) => number),
        gains.map(({ term }) => term),
        gains.map(({ letters }) => letters),
        gains.map(({ gained }) => gained),
        mostRecent,
      ]);
    },
    emptyRecent: (numbers) => write(EMPTY_RECENT, numbers, numbers),
  };
}

function blockWriting(
  session: Session,
  userId: string,
  write: Write,
): Pick<IndexWriter, 'lastBlocks' | 'blocksAround' | 'putBlocks' | 'eraseBlocks'> {
  return {
    lastBlocks: (numbers) => session.all<IndexBlock & Record<string, unknown>>(LAST_BLOCKS, [userId, numbers]),
    blocksAround: (sought) =>
      session.all<IndexBlock & Record<string, unknown>>(BLOCKS_AROUND, [
        userId,
        sought.map(({ number }) => number),
        sought.map(({ address }) => address),
      ]),
    putBlocks: (blocks) =>
      write(
        PUT_BLOCKS,
        blocks,
        blocks.map(({ number }) => number),
        blocks.map(({ block }) => block),
        blocks.map(({ lowest }) => lowest),
        blocks.map(({ highest }) => highest),
        blocks.map(({ entries }) => entries),
      ),
    eraseBlocks: (blocks) =>
      write(
        ERASE_BLOCKS,
        blocks,
        blocks.map(({ number }) => number),
        blocks.map(({ block }) => block),
      ),
  };
}
