import type { Category, Memory, MemoryState } from '../../../ports/entities.js';
import type { MemoryCounts, MemoryQuery, MemorySort, Page, Slice } from '../../../ports/store.js';
import { toCategory, toMemory, type CategoryRow, type MemoryRow } from '../../storeRows/memories.js';
import type { Session } from '../pool.js';
import { WRITTEN_AFTER } from '../revision.js';
import { batchOf, countOf, everyUser, pageOf, rowsOf, Where } from '../sql.js';

/** Active and current: what search may show. */
export const FINDABLE = "m.state = 'active' AND m.superseded_as IS NULL";
const KEPT = "m.state <> 'deleted' AND m.superseded_as IS NULL";

const SORT: Record<MemorySort, string> = {
  createdAt: 'm.created_at',
  updatedAt: 'm.updated_at',
  content: 'm.content',
  state: 'm.state',
  appName: '(SELECT name FROM loci.apps a WHERE a.user_id = m.user_id AND a.id = m.app_id)',
};

const IN_CATEGORY = `SELECT 1 FROM loci.memory_categories l JOIN loci.categories c ON c.id = l.category_id
  WHERE l.user_id = m.user_id AND l.memory_id = m.id`;

export async function getMemory(session: Session, userId: string | null, id: string): Promise<Memory | null> {
  const [row] = await rowsOf<MemoryRow>(session, 'memories', userId, [id]);
  return row ? toMemory(row) : null;
}

export async function getMemories(session: Session, userId: string | null, ids: string[]): Promise<Memory[]> {
  return (await rowsOf<MemoryRow>(session, 'memories', userId, ids)).map(toMemory);
}

export async function listMemories(session: Session, query: MemoryQuery): Promise<Page<Memory>> {
  const { by, descending } = query.sort ?? { by: 'createdAt', descending: true };
  const direction = descending ? 'DESC' : 'ASC';
  const order = `${SORT[by]} ${direction}, m.place ${direction}`;
  const from = 'loci.memories m';
  const { rows, total } = await pageOf<MemoryRow>(
    session,
    { columns: 'm.*', from, where: whereOf(query), order },
    query,
  );
  return { items: rows.map(toMemory), total };
}

function whereOf(query: MemoryQuery): Where {
  const where = new Where()
    .user('m.user_id', query.userId, 'listMemories')
    .any('m.app_id = ANY(?)', query.appIds)
    .any('m.state = ANY(?)', query.states)
    .any(`EXISTS (${IN_CATEGORY} AND c.id = ANY(?))`, query.categoryIds)
    .any(`EXISTS (${IN_CATEGORY} AND c.name = ANY(?))`, query.categoryNames)
    .add('m.session_id = ?', query.sessionId)
    .add('m.created_at >= ?', query.createdFrom)
    .add('m.created_at <= ?', query.createdTo)
    .when(query.currentOnly, 'm.superseded_as IS NULL');
  if (query.text === undefined || query.text === '') return where;
  // Collation "C" folds ASCII; letters of other scripts need `fold`. A backslash means itself.
  const hasForeignCase = /[^\p{ASCII}]/u.test(query.text) && query.text.toLowerCase() !== query.text.toUpperCase();
  return hasForeignCase
    ? where.add("loci.fold(m.content) LIKE ? ESCAPE ''", `%${query.text.toLowerCase()}%`)
    : where.add("m.content ILIKE ? ESCAPE ''", `%${query.text}%`);
}

export async function scanMemories(
  session: Session,
  userId: string | null,
  cursor: number,
  limit: number,
  since?: number,
): Promise<{ items: Memory[]; cursor: number | null }> {
  const where = new Where()
    .user('user_id', userId, 'scan')
    .add('place > ?', cursor)
    .add(WRITTEN_AFTER, since === undefined ? undefined : String(since));
  const batch = await batchOf<MemoryRow & { place: number }>(session, 'loci.memories', where, limit);
  return { items: batch.rows.map(toMemory), cursor: batch.cursor };
}

export const countFindable = (session: Session): Promise<number> =>
  countOf(session, `SELECT count(*) AS n FROM loci.memories m ${everyUser('counts')} WHERE ${FINDABLE}`);

export async function relatedMemories(
  session: Session,
  userId: string,
  id: string,
  slice: Slice,
): Promise<Page<Memory>> {
  const shared = `(SELECT theirs.memory_id, count(*) AS shared FROM loci.memory_categories mine
    JOIN loci.memory_categories theirs ON theirs.user_id = mine.user_id AND theirs.category_id = mine.category_id
    WHERE mine.user_id = $1 AND mine.memory_id = $2 AND theirs.memory_id <> $2 GROUP BY theirs.memory_id)`;
  const { rows, total } = await pageOf<MemoryRow>(
    session,
    {
      columns: 'm.*',
      from: `${shared} s JOIN loci.memories m ON m.user_id = $1 AND m.id = s.memory_id`,
      where: new Where([userId, id]).when(true, KEPT),
      order: 's.shared DESC, m.created_at DESC, m.place DESC',
    },
    slice,
  );
  return { items: rows.map(toMemory), total };
}

export async function listReplaced(session: Session, userId: string, id: string): Promise<Memory[]> {
  const rows = await session.all<MemoryRow>(
    'SELECT * FROM loci.memories WHERE user_id = $1 AND next_id = $2 ORDER BY created_at, place',
    [userId, id],
  );
  return rows.map(toMemory);
}

export async function findByHash(session: Session, userId: string, hash: string): Promise<Memory[]> {
  const rows = await session.all<MemoryRow>(
    `SELECT m.* FROM loci.memories m WHERE m.user_id = $1 AND m.hash = $2 AND ${KEPT} ORDER BY m.place`,
    [userId, hash],
  );
  return rows.map(toMemory);
}

const DAY_MS = 86_400_000;

export async function countMemories(session: Session, userId: string, utcOffset: number): Promise<MemoryCounts> {
  const kept = `m.user_id = $1 AND ${KEPT}`;
  const states = await session.all<{ state: MemoryState; n: number }>(
    `SELECT m.state, count(*) AS n FROM loci.memories m WHERE m.user_id = $1 AND m.superseded_as IS NULL GROUP BY m.state`,
    [userId],
  );
  const byApp = await session.all<{ name: string; count: number }>(
    `SELECT a.name, count(*) AS count FROM loci.memories m JOIN loci.apps a ON a.user_id = m.user_id AND a.id = m.app_id
     WHERE ${kept} GROUP BY a.id, a.name ORDER BY count DESC, a.name`,
    [userId],
  );
  const byCategory = await session.all<{ name: string; count: number }>(
    `SELECT c.name, count(*) AS count FROM loci.memories m
     JOIN loci.memory_categories l ON l.user_id = m.user_id AND l.memory_id = m.id
     JOIN loci.categories c ON c.id = l.category_id WHERE ${kept} GROUP BY c.id, c.name ORDER BY count DESC, c.name`,
    [userId],
  );
  const byDay = await session.all<{ day: number; count: number }>(
    `SELECT floor((m.created_at + $2::float8) / ${DAY_MS}) AS day, count(*) AS count FROM loci.memories m WHERE ${kept}
     GROUP BY day ORDER BY day`,
    [userId, utcOffset * 60_000],
  );
  return { byState: Object.fromEntries(states.map(({ state, n }) => [state, n])), byApp, byCategory, byDay };
}

export async function listCategories(session: Session, userId: string): Promise<Category[]> {
  const rows = await session.all<CategoryRow>(
    `SELECT DISTINCT c.* FROM loci.memories m
     JOIN loci.memory_categories l ON l.user_id = m.user_id AND l.memory_id = m.id JOIN loci.categories c ON c.id = l.category_id
     WHERE m.user_id = $1 AND m.state IN ('active', 'paused') ORDER BY c.name`,
    [userId],
  );
  return rows.map(toCategory);
}

export async function getCategories(session: Session, ids: string[]): Promise<Category[]> {
  if (ids.length === 0) return [];
  const rows = await session.all<CategoryRow>('SELECT * FROM loci.categories WHERE id = ANY($1) ORDER BY name', [ids]);
  return rows.map(toCategory);
}
