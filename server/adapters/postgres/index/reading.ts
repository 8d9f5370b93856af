import type { DueDocument, DueSource, IndexTables } from '../../../ports/indexTables.js';
import { SCHEMA } from '../migrate.js';
import type { Often, Session } from '../pool.js';
import { everyUser } from '../sql.js';
import { toFoundPage, toHead, toSession, type HeadRow, type PageRow, type SessionRow } from './rows.js';

const LOOK: Often = {
  name: 'index.look',
  sql: `
  SELECT h.documents, h.sessions, h.session_length, h.arrivals, h.scopes,
    t.number, t.term, t.documents AS frequency, t.recent
  FROM ${SCHEMA}.index_heads h LEFT JOIN (
    SELECT number, term, documents, recent FROM ${SCHEMA}.index_terms WHERE user_id = $1 AND number = ANY($2::bigint[])
    UNION ALL
    SELECT i.number, i.term, i.documents, i.recent
    FROM unnest($3::bigint[], $4::bigint[]) AS range (low, high)
    JOIN ${SCHEMA}.index_terms i ON i.user_id = $1 AND i.number BETWEEN range.low AND range.high
  ) t ON true
  WHERE h.user_id = $1`,
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

const PAGES: Often = {
  name: 'index.pages',
  sql: `
  SELECT p.page, p.app_id, p.session_id, p.content, s.length, s.pages
  FROM ${SCHEMA}.index_pages p
  LEFT JOIN ${SCHEMA}.index_sessions s
    ON s.user_id = $1 AND s.session_id = p.session_id AND s.app_id = p.app_id
  WHERE p.user_id = $1 AND p.page = ANY($2::integer[])`,
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
      const found = await session.often<
        HeadRow & { number: number | null; term: string; frequency: number; recent: Uint8Array }
      >(LOOK, [userId, numbers, ranges.map(({ from }) => from), ranges.map(({ to }) => to)]);
      const [first] = found;
      if (!first) return null;
      const terms = found.flatMap(({ number, term, frequency, recent }) =>
        number === null ? [] : [{ number, term, documents: frequency, recent }],
      );
      return { head: toHead(first), terms };
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
    async pages(userId, pages) {
      const rows = await session.often<PageRow & { length: number | null; pages: number[] | null }>(PAGES, [
        userId,
        pages,
      ]);
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
