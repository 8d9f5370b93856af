import type { Memory } from '../../../ports/entities.js';
import type { Change, StoredVector } from '../../../ports/store.js';
import { toMemory, type MemoryRow } from '../../storeRows/memories.js';
import type { Session } from '../pool.js';
import { countOf, everyUser, Where } from '../sql.js';
import type { Row } from '../values.js';
import { FINDABLE } from './memories.js';

export interface VectorRow extends Row {
  memory_id: string;
  user_id: string;
  space: string;
  vals: Buffer;
}

export const toVector = (row: VectorRow): StoredVector => ({
  memoryId: row.memory_id,
  userId: row.user_id,
  space: row.space,
  values: new Float32Array(new Uint8Array(row.vals).buffer),
});

const OF_MEMORY = 'loci.memory_vectors v JOIN loci.memories m ON m.user_id = v.user_id AND m.id = v.memory_id';
const UNEMBEDDED = `${FINDABLE} AND NOT EXISTS
  (SELECT 1 FROM loci.memory_vectors v WHERE v.user_id = m.user_id AND v.memory_id = m.id AND v.space = $1)`;

export async function scanVectors(
  session: Session,
  space: string,
  cursor: number,
  limit: number,
): Promise<{ items: StoredVector[]; cursor: number | null }> {
  const rows = await session.all<VectorRow & { place: number }>(
    `SELECT v.* FROM ${OF_MEMORY} ${everyUser('vectors')} WHERE v.space = $1 AND v.place > $2 AND ${FINDABLE}
     ORDER BY v.place LIMIT $3`,
    [space, cursor, limit],
  );
  return { items: rows.map(toVector), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
}

export async function getVectors(
  session: Session,
  userId: string | null,
  space: string,
  memoryIds: readonly string[],
): Promise<StoredVector[]> {
  if (memoryIds.length === 0) return [];
  const where = new Where()
    .user('v.user_id', userId, 'vectors')
    .add('v.memory_id = ANY(?)', memoryIds)
    .add('v.space = ?', space)
    .when(true, FINDABLE);
  return (await session.all<VectorRow>(`SELECT v.* FROM ${OF_MEMORY} ${where.sql}`, where.params)).map(toVector);
}

export async function listUnembedded(
  session: Session,
  space: string,
  cursor: number,
  limit: number,
): Promise<{ items: Memory[]; cursor: number | null }> {
  const rows = await session.all<MemoryRow & { place: number }>(
    `SELECT m.* FROM loci.memories m ${everyUser('vectors')} WHERE m.place > $2 AND ${UNEMBEDDED} ORDER BY m.place LIMIT $3`,
    [space, cursor, limit],
  );
  return { items: rows.map(toMemory), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
}

export const countUnembedded = (session: Session, space: string): Promise<number> =>
  countOf(session, `SELECT count(*) AS n FROM loci.memories m ${everyUser('vectors')} WHERE ${UNEMBEDDED}`, [space]);

/** The memory is held as it is until this is committed: a text that changes meanwhile finds the vector, and drops it. */
export async function putVector(
  session: Session,
  { vector, hash }: Extract<Change, { kind: 'vector.put' }>,
): Promise<void> {
  const { memoryId, userId, space, values } = vector;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  await session.run(
    `INSERT INTO loci.memory_vectors (user_id, memory_id, space, text_hash, vals)
     SELECT m.user_id, m.id, $4, hashtextextended(m.content, 0), $5 FROM loci.memories m
     WHERE m.user_id = $1 AND m.id = $2 AND m.hash = $3 FOR SHARE
     ON CONFLICT (user_id, memory_id) DO UPDATE SET space = excluded.space, text_hash = excluded.text_hash, vals = excluded.vals`,
    [userId, memoryId, hash, space, bytes],
  );
}
