import type { VectorIndex } from '../../../ports/vectorIndex.js';
import { SCHEMA } from '../migrate.js';
import type { Database } from '../pool.js';
import { everyUser } from '../sql.js';
import { toValues } from './vectorIndex.js';

/** Vectors of a user by which mean and deviation are taken; in the order of random ids. */
const SAMPLE = 300;

/**
 * Where the database cannot compare vectors: finds none by itself, and only says how the user's cosines are spread, so
 * that those of what words found can be weighed.
 */
export function createRescoring(database: Database, space: string): VectorIndex {
  const nothing = { ids: [], total: 0, mean: 0, deviation: 0 };
  return {
    put: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    load: () => Promise.resolve(),
    async search({ userId, values }) {
      if (userId === null) return nothing;
      const rows = await database.all<{ vals: Uint8Array; documents: number | null }>(
        `SELECT v.vals, h.documents FROM ${SCHEMA}.memory_vectors v
         LEFT JOIN ${SCHEMA}.index_heads h ON h.user_id = $1
         WHERE v.user_id = $1 AND v.space = $2 ORDER BY v.memory_id LIMIT ${SAMPLE}`,
        [userId, space],
      );
      const cosines = rows.map(({ vals }) => cosineOf(toValues(vals), values));
      const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length);
      const squares = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / Math.max(1, cosines.length);
      const total = rows.length < SAMPLE ? rows.length : (rows[0]?.documents ?? rows.length);
      return { ids: [], total, mean, deviation: Math.sqrt(squares) };
    },
    async status() {
      const row = await database.get<{ vectors: number }>(
        `${everyUser('indexVectors')} SELECT count(*) AS vectors FROM ${SCHEMA}.memory_vectors WHERE space = $1`,
        [space],
      );
      return { vectors: row?.vectors ?? 0, bytes: 0 };
    },
    close: () => Promise.resolve(),
  };
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    product += value * other;
    ofA += value * value;
    ofB += other * other;
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB);
}
