import type { VectorIndex } from '../../../ports/vectorIndex.js';
import { SCHEMA } from '../migrate.js';
import type { Database } from '../pool.js';
import { everyUser } from '../sql.js';
import { FINDABLE } from '../tables/memories.js';
import type { Row } from '../values.js';
import { toValues } from './vectorIndex.js';

/** Vectors of a user that are read for a search; in the order of random ids. */
const SAMPLE = 300;

const OF_USER = `
  SELECT v.memory_id, v.vals, h.documents FROM ${SCHEMA}.memory_vectors v
  JOIN ${SCHEMA}.memories m ON m.user_id = v.user_id AND m.id = v.memory_id
  LEFT JOIN ${SCHEMA}.index_heads h ON h.user_id = v.user_id
  WHERE v.user_id = $1 AND v.space = $2 AND ${FINDABLE} ORDER BY v.memory_id LIMIT ${SAMPLE}`;

interface OwnRow extends Row {
  memory_id: string;
  vals: Uint8Array;
  documents: number | null;
}

/**
 * Where the database cannot compare vectors. Of a user with few all are compared here. Of one with more only what words
 * found is compared, and a sample says how the user's cosines are spread, so that those can be weighed.
 */
export function createRescoring(database: Database, space: string): VectorIndex {
  return {
    put: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    load: () => Promise.resolve(),
    async search({ userId, values, limit }) {
      const rows = userId === null ? [] : await database.all<OwnRow>(OF_USER, [userId, space]);
      const own = rows.map(({ memory_id, vals }) => ({ id: memory_id, cosine: cosineOf(toValues(vals), values) }));
      const isAll = own.length < SAMPLE;
      const nearest = isAll ? own.toSorted((a, b) => b.cosine - a.cosine).slice(0, limit) : [];
      const average = (value: (cosine: number) => number): number =>
        own.reduce((sum, { cosine }) => sum + value(cosine), 0) / Math.max(1, own.length);
      const mean = average((cosine) => cosine);
      return {
        ids: nearest.map(({ id }) => id),
        total: isAll ? own.length : (rows[0]?.documents ?? own.length),
        mean,
        deviation: Math.sqrt(average((cosine) => (cosine - mean) ** 2)),
      };
    },
    async status() {
      const row = await database.get<{ vectors: number }>(
        `${everyUser('indexVectors')} SELECT count(*) AS vectors FROM ${SCHEMA}.memory_vectors v
         JOIN ${SCHEMA}.memories m ON m.user_id = v.user_id AND m.id = v.memory_id WHERE v.space = $1 AND ${FINDABLE}`,
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
