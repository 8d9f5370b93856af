import type { DueDocument, DueSource, IndexTables } from '../../../ports/indexTables.js';
import { SCHEMA } from '../migrate.js';
import type { Often, Session } from '../pool.js';
import { everyUser } from '../sql.js';
import type { Row } from '../values.js';
import { toFoundPage, toHead, toSession, type FoundPageRow, type SessionRow } from './rows.js';

/** The head comes first, without a number. */
const LOOK: Often = {
  name: 'index.look',
  sql: `
  SELECT NULL::bigint AS number, scopes AS term, documents, ''::bytea AS recent, sessions, session_length, arrivals
  FROM ${SCHEMA}.index_heads WHERE user_id = $1
  UNION ALL
  SELECT number, term, documents, recent, NULL, NULL, NULL
  FROM ${SCHEMA}.index_terms WHERE user_id = $1 AND number = ANY($2::bigint[])
  UNION ALL
  SELECT i.number, i.term, i.documents, i.recent, NULL, NULL, NULL
  FROM unnest($3::bigint[], $4::bigint[], $5::text[]) AS range (low, high, beginning)
  JOIN ${SCHEMA}.index_terms i
    ON i.user_id = $1 AND i.number BETWEEN range.low AND range.high AND starts_with(i.term, range.beginning)`,
};

const SPELLED: Often = {
  name: 'index.spelled',
  sql: `
  SELECT i.number, i.term, i.documents
  FROM unnest($2::bigint[], $3::bigint[], $4::integer[], $5::integer[], $6::integer[], $7::integer[])
    AS sought (low, high, shortest, longest, letters, differing)
  JOIN ${SCHEMA}.index_terms i ON i.user_id = $1 AND i.number BETWEEN sought.low AND sought.high
    AND length(i.term) BETWEEN sought.shortest AND sought.longest
    AND bit_count((i.letters # sought.letters)::bit(32)) <= sought.differing
  ORDER BY i.number`,
};

const FREQUENCIES: Often = {
  name: 'index.frequencies',
  sql: `
  SELECT number, term, documents FROM ${SCHEMA}.index_terms WHERE user_id = $1 AND number = ANY($2::bigint[])`,
};

const BLOCKS: Often = {
  name: 'index.blocks',
  sql: `
  SELECT b.number, b.entries FROM unnest($2::bigint[], $3::integer[]) AS wanted (number, most)
  CROSS JOIN LATERAL (
    SELECT number, entries FROM ${SCHEMA}.index_blocks WHERE user_id = $1 AND number = wanted.number
    ORDER BY block DESC LIMIT wanted.most
  ) b`,
};

/**
 * Pages, each with its session; of short sessions all pages, where any is asked for. They are most of what a search
 * reads, and the driver would have them as hexadecimal text, which is half as long again.
 */
const PAGES: Often = {
  name: 'index.pages',
  sql: `
  WITH asked AS MATERIALIZED (
    SELECT p.page, s.length, s.pages, cardinality(s.pages) <= $3 AS is_short
    FROM ${SCHEMA}.index_pages p
    LEFT JOIN ${SCHEMA}.index_sessions s
      ON s.user_id = $1 AND s.session_id = p.session_id AND s.app_id = p.app_id
    WHERE p.user_id = $1 AND p.page = ANY($2::integer[])
  ), wanted AS (
    SELECT page, length, pages FROM asked WHERE is_short IS NOT TRUE
    UNION
    SELECT unnest(pages), length, pages FROM asked WHERE is_short
  )
  SELECT p.page, p.app_id, p.session_id, encode(p.content, 'base64') AS packed, w.length, w.pages
  FROM wanted w JOIN ${SCHEMA}.index_pages p ON p.user_id = $1 AND p.page = w.page`,
};

const SESSIONS_WITH_ID = `
  SELECT app_id, session_id, documents, length, pages FROM ${SCHEMA}.index_sessions WHERE user_id = $1 AND session_id = $2`;

const DUE = `
  SELECT user_id, kind, id, revision FROM ${SCHEMA}.index_due
  WHERE user_id = $1 AND kind IN ('memory', 'message', 'screen') AND id = ANY($2::text[])`;

const DUE_AFTER = `
  ${everyUser('indexDue')} SELECT user_id, kind, id, revision FROM ${SCHEMA}.index_due WHERE (user_id, kind, id) > ($1, $2, $3)
  ORDER BY user_id, kind, id LIMIT $4`;

const USERS = `${everyUser('indexUsers')} SELECT user_id FROM ${SCHEMA}.index_heads WHERE documents > 0`;

/** A term, or the head with its scopes in place of a term. */
interface LookedRow extends Row {
  number: number | null;
  term: string;
  documents: number;
  recent: Uint8Array;
  sessions: number;
  session_length: number;
  arrivals: number;
}

interface TermColumns {
  number: number;
  term: string;
  documents: number;
}

type DueRow = { user_id: string; kind: DueSource; id: string; revision: number };

const toDue = ({ user_id, kind, id, revision }: DueRow): DueDocument => ({
  userId: user_id,
  source: kind,
  id,
  revision,
});

type Reading = Pick<
  IndexTables,
  'look' | 'spelled' | 'frequencies' | 'blocks' | 'pages' | 'sessionsWithId' | 'due' | 'dueAfter' | 'users'
>;

/** What is read of the index, with one statement each. */
export function createReading(session: Session): Reading {
  return {
    async look(userId, { numbers, ranges }) {
      const found = await session.often<LookedRow>(LOOK, [
        userId,
        numbers,
        ranges.map(({ from }) => from),
        ranges.map(({ to }) => to),
        ranges.map(({ beginning }) => beginning),
      ]);
      const head = found.find(({ number }) => number === null);
      if (!head) return null;
      const terms = found.flatMap(({ number, term, documents, recent }) =>
        number === null ? [] : [{ number, term, documents, recent }],
      );
      return { head: toHead({ ...head, scopes: head.term }), terms };
    },
    async spelled(userId, lookups) {
      const column = (name: keyof (typeof lookups)[number]): number[] => lookups.map((lookup) => lookup[name]);
      return session.often<TermColumns & Record<string, unknown>>(SPELLED, [
        userId,
        column('from'),
        column('to'),
        column('shortest'),
        column('longest'),
        column('letters'),
        column('differing'),
      ]);
    },
    frequencies: (userId, numbers) =>
      session.often<TermColumns & Record<string, unknown>>(FREQUENCIES, [userId, numbers]),
    blocks: (userId, wanted) =>
      session.often(BLOCKS, [userId, wanted.map(({ number }) => number), wanted.map(({ most }) => most)]),
    async pages(userId, pages, wholeSession) {
      const rows = await session.often<FoundPageRow>(PAGES, [userId, pages, wholeSession]);
      return rows.map(toFoundPage);
    },
    sessionsWithId: async (userId, sessionId) =>
      (await session.all<SessionRow>(SESSIONS_WITH_ID, [userId, sessionId])).map(toSession),
    due: async (userId, ids) => (await session.all<DueRow>(DUE, [userId, ids])).map(toDue),
    async dueAfter(last, limit) {
      const after = last ? [last.userId, last.source, last.id] : ['', '', ''];
      return (await session.all<DueRow>(DUE_AFTER, [...after, limit])).map(toDue);
    },
    users: async () => (await session.all<{ user_id: string }>(USERS)).map((row) => row.user_id),
  };
}
