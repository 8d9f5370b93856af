import type { Memory } from '../../../ports/entities.js';
import type { Change, StoredVector } from '../../../ports/store.js';
import { toMemory, type MemoryRow } from '../../storeRows/memories.js';
import type { Database, Row } from '../database.js';
import { ID_BATCH } from './memories.js';
import { countOf, marks, type WriteContext } from './shared.js';

/** `model` holds the space: a model with the length of its vectors. */
export interface VectorRow extends Row {
  memory_id: string;
  user_id: string;
  model: string;
  vals: Uint8Array;
}

export const toVector = (row: VectorRow): StoredVector => ({
  memoryId: row.memory_id,
  userId: row.user_id,
  space: row.model,
  values: new Float32Array(row.vals.slice().buffer),
});

const FINDABLE = "m.state = 'active' AND m.superseded_as IS NULL";
const HAS_VECTOR = 'EXISTS (SELECT 1 FROM vectors v WHERE v.memory_id = m.id AND v.model = ?)';

export const vectorReads = {
  scanVectors: (
    database: Database,
    space: string,
    cursor: number,
    limit: number,
  ): { items: StoredVector[]; cursor: number | null } => {
    const rows = database.all<VectorRow & { place: number }>(
      `SELECT v.rowid AS place, v.* FROM vectors v JOIN memories m ON m.id = v.memory_id
       WHERE v.rowid > ? AND v.model = ? AND ${FINDABLE} ORDER BY v.rowid LIMIT ?`,
      [cursor, space, limit],
    );
    return { items: rows.map(toVector), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  },
  getVectors: (
    database: Database,
    userId: string | null,
    space: string,
    memoryIds: readonly string[],
  ): StoredVector[] => {
    const found: StoredVector[] = [];
    for (let start = 0; start < memoryIds.length; start += ID_BATCH) {
      const batch = memoryIds.slice(start, start + ID_BATCH);
      const rows = database.all<VectorRow>(
        `SELECT v.* FROM vectors v JOIN memories m ON m.id = v.memory_id
         WHERE v.memory_id IN (${marks(batch.length)}) AND v.model = ? AND ${FINDABLE}`,
        [...batch, space],
      );
      found.push(...rows.filter((row) => userId === null || row.user_id === userId).map(toVector));
    }
    return found;
  },
  listUnembedded: (
    database: Database,
    space: string,
    cursor: number,
    limit: number,
  ): { items: Memory[]; cursor: number | null } => {
    const rows = database.all<MemoryRow & { place: number }>(
      `SELECT m.rowid AS place, m.* FROM memories m
       WHERE m.rowid > ? AND ${FINDABLE} AND NOT ${HAS_VECTOR} ORDER BY m.rowid LIMIT ?`,
      [cursor, space, limit],
    );
    return { items: rows.map(toMemory), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  },
  countUnembedded: (database: Database, space: string): number =>
    countOf(database, `SELECT count(*) AS n FROM memories m WHERE ${FINDABLE} AND NOT ${HAS_VECTOR}`, [space]),
};

export function putVector({ database, rows }: WriteContext, change: Extract<Change, { kind: 'vector.put' }>): void {
  const { vector, hash } = change;
  const isAsPlaced = database.get('SELECT 1 FROM memories WHERE id = ? AND user_id = ? AND hash = ?', [
    vector.memoryId,
    vector.userId,
    hash,
  ]);
  if (!isAsPlaced) return;
  const { buffer, byteOffset, byteLength } = vector.values;
  rows.put('vectors', {
    memory_id: vector.memoryId,
    user_id: vector.userId,
    model: vector.space,
    vals: new Uint8Array(buffer, byteOffset, byteLength),
  });
}
