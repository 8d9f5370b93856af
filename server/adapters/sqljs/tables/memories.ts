import type { Category, Memory, MemoryState } from '../../../ports/entities.js';
import type { Change, MemoryCounts, MemoryQuery, MemorySort, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toCategory, toMemory, type CategoryRow, type MemoryRow } from '../../storeRows/memories.js';
import type { Database } from '../database.js';
import { countOf, marks, newId, Where, type WriteContext } from './shared.js';

const fromMemory = (memory: Memory): MemoryRow => ({
  id: memory.id,
  user_id: memory.userId,
  app_id: memory.appId,
  session_id: memory.sessionId,
  content: memory.content,
  hash: memory.hash,
  state: memory.state,
  categories: toText(memory.categories),
  metadata: toText(memory.metadata),
  facets: memory.facets === null ? null : toText(memory.facets),
  speaker: memory.speaker,
  told_at: memory.toldAt,
  created_at: memory.createdAt,
  updated_at: memory.updatedAt,
  archived_at: memory.archivedAt,
  deleted_at: memory.deletedAt,
  status_reason: memory.statusReason,
  superseded_as: memory.supersededAs,
  next_id: memory.nextId,
  task_id: memory.taskId,
});

const SORT: Record<MemorySort, string> = {
  createdAt: 'm.created_at',
  updatedAt: 'm.updated_at',
  content: 'm.content',
  state: 'm.state',
  appName: '(SELECT name FROM apps a WHERE a.id = m.app_id)',
};

const IN_CATEGORY =
  'SELECT 1 FROM memory_categories l JOIN categories c ON c.id = l.category_id WHERE l.memory_id = m.id';
/** Rows of one IN list; SQLite bounds the number of parameters. */
export const ID_BATCH = 500;

export const memoryReads = {
  getMemory: (database: Database, userId: string | null, id: string): Memory | null => {
    const row = database.get<MemoryRow>('SELECT * FROM memories WHERE id = ?', [id]);
    return row && (userId === null || row.user_id === userId) ? toMemory(row) : null;
  },
  getMemories: (database: Database, userId: string | null, ids: string[]): Memory[] => {
    const byId = new Map<string, Memory>();
    for (let start = 0; start < ids.length; start += ID_BATCH) {
      const batch = ids.slice(start, start + ID_BATCH);
      // By id alone: with the user as a condition SQLite would walk all of the user's rows.
      const rows = database.all<MemoryRow>(`SELECT * FROM memories WHERE id IN (${marks(batch.length)})`, batch);
      for (const row of rows) if (userId === null || row.user_id === userId) byId.set(row.id, toMemory(row));
    }
    return ids.flatMap((id) => byId.get(id) ?? []);
  },
  listMemories: (database: Database, query: MemoryQuery): Page<Memory> => {
    const where = whereOf(query);
    const { by, descending } = query.sort ?? { by: 'createdAt', descending: true };
    const direction = descending ? 'DESC' : 'ASC';
    const order = `ORDER BY ${SORT[by]} ${direction}, m.rowid ${direction}`;
    // Whole rows are read of the page alone, not of all that stand before it.
    const rows = database.all<MemoryRow>(
      `SELECT m.* FROM memories m WHERE m.rowid IN (SELECT m.rowid FROM memories m ${where.sql} ${order} LIMIT ? OFFSET ?) ${order}`,
      [...where.params, query.limit, query.offset],
    );
    return {
      items: rows.map(toMemory),
      total: countOf(database, `SELECT count(*) AS n FROM memories m ${where.sql}`, where.params),
    };
  },
  scanMemories: (
    database: Database,
    userId: string | null,
    cursor: number,
    limit: number,
    since?: number,
  ): { items: Memory[]; cursor: number | null } => {
    const where = new Where()
      .add('rowid > ?', cursor)
      .add('user_id = ?', userId ?? undefined)
      .add('revision > ?', since);
    const rows = database.all<MemoryRow & { place: number }>(
      `SELECT rowid AS place, * FROM memories ${where.sql} ORDER BY rowid LIMIT ?`,
      [...where.params, limit],
    );
    return { items: rows.map(toMemory), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  },
  countFindable: (database: Database): number =>
    countOf(database, `SELECT count(*) AS n FROM memories WHERE state = 'active' AND superseded_as IS NULL`, []),
  relatedMemories: (database: Database, userId: string, id: string, slice: Slice): Page<Memory> => {
    const from = `FROM memory_categories mine JOIN memory_categories theirs ON theirs.category_id = mine.category_id AND theirs.memory_id <> mine.memory_id
      JOIN memories m ON m.id = theirs.memory_id WHERE mine.memory_id = ? AND m.user_id = ? AND m.state <> 'deleted' AND m.superseded_as IS NULL`;
    const rows = database.all<MemoryRow>(
      `SELECT m.* ${from} GROUP BY m.id ORDER BY count(*) DESC, m.created_at DESC, m.rowid DESC LIMIT ? OFFSET ?`,
      [id, userId, slice.limit, slice.offset],
    );
    return {
      items: rows.map(toMemory),
      total: countOf(database, `SELECT count(DISTINCT m.id) AS n ${from}`, [id, userId]),
    };
  },
  listReplaced: (database: Database, userId: string, id: string): Memory[] =>
    database
      .all<MemoryRow>(`SELECT * FROM memories WHERE user_id = ? AND next_id = ? ORDER BY created_at, rowid`, [
        userId,
        id,
      ])
      .map(toMemory),
  countMemories: (database: Database, userId: string, utcOffset: number): MemoryCounts => {
    const states = database.all<{ state: MemoryState; n: number }>(
      `SELECT state, count(*) AS n FROM memories WHERE user_id = ? AND superseded_as IS NULL GROUP BY state`,
      [userId],
    );
    const kept = `m.user_id = ? AND m.state <> 'deleted' AND m.superseded_as IS NULL`;
    return {
      byState: Object.fromEntries(states.map(({ state, n }) => [state, n])),
      byApp: database.all<{ name: string; count: number }>(
        `SELECT a.name AS name, n.count AS count FROM (SELECT m.app_id, count(*) AS count FROM memories m WHERE ${kept}
         GROUP BY m.app_id) n JOIN apps a ON a.id = n.app_id ORDER BY n.count DESC, a.name`,
        [userId],
      ),
      byCategory: database.all<{ name: string; count: number }>(
        `SELECT c.name AS name, count(*) AS count FROM memories m JOIN memory_categories l ON l.memory_id = m.id
         JOIN categories c ON c.id = l.category_id WHERE ${kept} GROUP BY c.id ORDER BY count DESC, c.name`,
        [userId],
      ),
      byDay: database.all<{ day: number; count: number }>(
        `SELECT (m.created_at + ?) / 86400000 AS day, count(*) AS count FROM memories m WHERE ${kept} GROUP BY day ORDER BY day`,
        [utcOffset * 60_000, userId],
      ),
    };
  },
  findByHash: (database: Database, userId: string, hash: string): Memory[] =>
    database
      .all<MemoryRow>(
        `SELECT * FROM memories WHERE hash = ? AND user_id = ? AND superseded_as IS NULL AND state <> 'deleted' ORDER BY rowid`,
        [hash, userId],
      )
      .map(toMemory),
  listCategories: (database: Database, userId: string): Category[] =>
    database
      .all<CategoryRow>(
        `SELECT DISTINCT c.* FROM categories c JOIN memory_categories l ON l.category_id = c.id JOIN memories m ON m.id = l.memory_id
         WHERE m.user_id = ? AND m.state IN ('active', 'paused') ORDER BY c.name`,
        [userId],
      )
      .map(toCategory),
  getCategories: (database: Database, ids: string[]): Category[] =>
    ids.length === 0
      ? []
      : database
          .all<CategoryRow>(`SELECT * FROM categories WHERE id IN (${marks(ids.length)}) ORDER BY name`, ids)
          .map(toCategory),
};

function whereOf(query: MemoryQuery): Where {
  const where = new Where()
    .add('m.user_id = ?', query.userId ?? undefined)
    .in('m.app_id IN ($)', query.appIds)
    .in('m.state IN ($)', query.states)
    .in(`EXISTS (${IN_CATEGORY} AND c.id IN ($))`, query.categoryIds)
    .in(`EXISTS (${IN_CATEGORY} AND c.name IN ($))`, query.categoryNames)
    .add('m.session_id = ?', query.sessionId)
    .add('m.created_at >= ?', query.createdFrom)
    .add('m.created_at <= ?', query.createdTo)
    .when(query.currentOnly, 'm.superseded_as IS NULL');
  if (query.text === undefined || query.text === '') return where;
  // SQLite's own LIKE folds ASCII; letters of other scripts need `fold`, which is slower.
  const hasForeignCase = /[^\p{ASCII}]/u.test(query.text) && query.text.toLowerCase() !== query.text.toUpperCase();
  return hasForeignCase
    ? where.add('fold(m.content) LIKE ?', `%${query.text.toLowerCase()}%`)
    : where.add('m.content LIKE ?', `%${query.text}%`);
}

export function putMemory(context: WriteContext, memory: Memory): void {
  const before = memoryReads.getMemory(context.database, null, memory.id);
  context.rows.put('memories', { ...fromMemory(memory), revision: context.revision });
  linkCategories(context, memory);
  if (before && before.content !== memory.content) context.rows.remove('vectors', { memory_id: memory.id });
}

export function patchMemory(context: WriteContext, change: Extract<Change, { kind: 'memory.patch' }>): void {
  const before = memoryReads.getMemory(context.database, change.userId, change.id);
  if (!before) return;
  const memory = { ...before, ...change.patch };
  context.rows.put('memories', { ...fromMemory(memory), revision: context.revision });
  if (change.patch.categories) linkCategories(context, memory);
  if (memory.content !== before.content) context.rows.remove('vectors', { memory_id: memory.id });
}

export function eraseMemory({ database, rows }: WriteContext, change: Extract<Change, { kind: 'memory.erase' }>): void {
  if (!memoryReads.getMemory(database, change.userId, change.id)) return;
  rows.remove('memories', { id: change.id });
  for (const table of ['memory_categories', 'state_changes', 'accesses', 'vectors'] as const)
    rows.remove(table, { memory_id: change.id });
}

/** The links follow the memory's category names; a category that is new gets its row. */
function linkCategories({ database, rows }: WriteContext, memory: Memory): void {
  if (database.get('SELECT 1 FROM memory_categories WHERE memory_id = ? LIMIT 1', [memory.id]))
    rows.remove('memory_categories', { memory_id: memory.id });
  for (const name of new Set(memory.categories)) {
    const known = database.get<CategoryRow>('SELECT * FROM categories WHERE name = ?', [name]);
    const id = known?.id ?? newId();
    if (!known) {
      const description = `Automatically created category for ${name}`;
      putCategory({ rows }, { id, name, description, createdAt: memory.updatedAt, updatedAt: memory.updatedAt });
    }
    rows.put('memory_categories', { memory_id: memory.id, category_id: id });
  }
}

export function putCategory({ rows }: Pick<WriteContext, 'rows'>, category: Category): void {
  const { id, name, description, createdAt, updatedAt } = category;
  rows.put('categories', { id, name, description, created_at: createdAt, updated_at: updatedAt });
}
