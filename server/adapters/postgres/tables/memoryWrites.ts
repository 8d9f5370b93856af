import type { Category, Memory } from '../../../ports/entities.js';
import type { Change } from '../../../ports/store.js';
import type { Session } from '../pool.js';
import { markDue, patchRow, putRows, type TableOf } from '../rows.js';
import { newId } from '../sql.js';
import { fromMemory, fromPatch, MEMORIES } from './memoryRows.js';

/** Memories of one user, none twice. */
export async function putMemories(session: Session, userId: string, memories: readonly Memory[]): Promise<void> {
  const ids = memories.map(({ id }) => id);
  await putRows(session, MEMORIES, memories.map(fromMemory));
  await dropOutdatedVectors(session, userId, ids);
  await linkCategories(session, userId, memories);
  await markDue(session, userId, 'memory', ids);
}

export async function patchMemory(
  session: Session,
  { userId, id, patch }: Extract<Change, { kind: 'memory.patch' }>,
): Promise<void> {
  if (!(await patchRow(session, MEMORIES, userId, id, fromPatch(patch)))) return;
  if (patch.content !== undefined) await dropOutdatedVectors(session, userId, [id]);
  if (patch.categories) {
    const updatedAt = patch.updatedAt ?? (await updatedAtOf(session, userId, id));
    await linkCategories(session, userId, [{ id, categories: patch.categories, updatedAt }]);
  }
  await markDue(session, userId, 'memory', [id]);
}

export async function eraseMemory(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'memory.erase' }>,
): Promise<void> {
  const gone = await session.run('DELETE FROM loci.memories WHERE user_id = $1 AND id = $2', [userId, id]);
  if (gone === 0) return;
  for (const table of ['memory_categories', 'state_changes', 'accesses', 'memory_vectors'])
    await session.run(`DELETE FROM loci.${table} WHERE user_id = $1 AND memory_id = $2`, [userId, id]);
  await markDue(session, userId, 'memory', [id]);
}

/** A vector belongs to the text that it was made from. */
async function dropOutdatedVectors(session: Session, userId: string, ids: readonly string[]): Promise<void> {
  await session.run(
    `DELETE FROM loci.memory_vectors v USING loci.memories m WHERE v.user_id = $1 AND v.memory_id = ANY($2)
     AND m.user_id = $1 AND m.id = v.memory_id AND v.text_hash <> hashtextextended(m.content, 0)`,
    [userId, ids],
  );
}

async function updatedAtOf(session: Session, userId: string, id: string): Promise<number> {
  const row = await session.get<{ updated_at: number }>(
    'SELECT updated_at FROM loci.memories WHERE user_id = $1 AND id = $2',
    [userId, id],
  );
  return row?.updated_at ?? 0;
}

type Categorised = Pick<Memory, 'id' | 'categories' | 'updatedAt'>;

/** The links follow the memories' category names; a category that is new gets its row. */
async function linkCategories(session: Session, userId: string, memories: readonly Categorised[]): Promise<void> {
  const links = memories.flatMap(({ id, categories, updatedAt }) =>
    [...new Set(categories)].map((name) => ({ id, name, updatedAt })),
  );
  await makeCategories(session, new Map(links.map(({ name, updatedAt }) => [name, updatedAt])));
  const ids = memories.map(({ id }) => id);
  const params = [userId, ids, links.map(({ id }) => id), links.map(({ name }) => name)];
  const wanted = `SELECT given.memory_id, c.id AS category_id FROM unnest($3::text[], $4::text[]) AS given (memory_id, name)
    JOIN loci.categories c ON c.name = given.name`;
  await session.run(
    `WITH wanted AS (${wanted}),
       gone AS (DELETE FROM loci.memory_categories l WHERE l.user_id = $1 AND l.memory_id = ANY($2)
         AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.memory_id = l.memory_id AND w.category_id = l.category_id))
     INSERT INTO loci.memory_categories (user_id, memory_id, category_id) SELECT $1, memory_id, category_id FROM wanted
     ON CONFLICT DO NOTHING`,
    params,
  );
}

/** In the order of names, so that two who make the same ones do not wait for each other. */
async function makeCategories(session: Session, updatedAt: ReadonlyMap<string, number>): Promise<void> {
  if (updatedAt.size === 0) return;
  const names = [...updatedAt.keys()].sort();
  await session.run(
    `INSERT INTO loci.categories (id, name, description, created_at, updated_at)
     SELECT given.id, given.name, 'Automatically created category for ' || given.name, given.at, given.at
     FROM unnest($1::text[], $2::text[], $3::float8[]) AS given (id, name, at)
     WHERE NOT EXISTS (SELECT 1 FROM loci.categories c WHERE c.name = given.name) ORDER BY given.name
     ON CONFLICT (name) DO NOTHING`,
    [names.map(newId), names, names.map((name) => updatedAt.get(name) ?? 0)],
  );
}

const CATEGORY_COLUMNS = {
  id: 'text',
  name: 'text',
  description: 'text',
  created_at: 'float8',
  updated_at: 'float8',
} as const;
const CATEGORIES: TableOf<keyof typeof CATEGORY_COLUMNS> = {
  name: 'categories',
  key: ['id'],
  columns: CATEGORY_COLUMNS,
};

export function putCategory(session: Session, category: Category): Promise<void> {
  const { id, name, description, createdAt, updatedAt } = category;
  return putRows(session, CATEGORIES, [{ id, name, description, created_at: createdAt, updated_at: updatedAt }]);
}
