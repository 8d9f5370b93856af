import type { PlacedVector, VectorIndex, VectorMatches, VectorQuery } from '../../../ports/vectorIndex.js';
import { SCHEMA } from '../migrate.js';
import type { Database, Session } from '../pool.js';
import { everyUser } from '../sql.js';
import { FINDABLE } from '../tables/memories.js';
import { indexSpace, VECTORS } from './vectorTables.js';

/** Up to so many vectors of a user are compared one by one: exact, and as fast as the neighbours' index for them. */
const COMPARED_WHOLE = 10_000;
/** Vectors of a user by which mean and deviation are taken where not all are compared; in the order of random ids. */
const SAMPLE = 1_000;
/** Neighbours that the index looks at before conditions are met; it goes on while too few are the user's. */
const LOOKED_AT = 200;
const PUT_PIECE = 100;
const LOAD_BATCH = 500;

const PUT = `
  INSERT INTO ${VECTORS} (user_id, space, memory_id, embedding)
  SELECT v.user_id, v.space, v.memory_id, placed.embedding::vector
  FROM unnest($2::text[], $3::text[], $4::text[]) AS placed (user_id, memory_id, embedding)
  JOIN ${SCHEMA}.memory_vectors v
    ON v.user_id = placed.user_id AND v.memory_id = placed.memory_id AND v.space = $1
  FOR KEY SHARE OF v
  ON CONFLICT (user_id, space, memory_id) DO UPDATE SET embedding = excluded.embedding`;

const COUNT = `
  SELECT count(*)::integer AS count FROM (
    SELECT 1 FROM ${VECTORS} WHERE user_id = $1 AND space = $2 LIMIT ${COMPARED_WHOLE + 1}
  ) own`;

const COMPARE_ALL = `
  WITH own AS MATERIALIZED (
    SELECT memory_id, 1 - (embedding <=> $3::vector) AS cosine FROM ${VECTORS} WHERE user_id = $1 AND space = $2
  )
  SELECT memory_id, count(*) OVER ()::integer AS total, avg(cosine) OVER () AS mean,
    stddev_pop(cosine) OVER () AS deviation
  FROM own ORDER BY cosine DESC, memory_id LIMIT $4`;

const sampleOf = (user: string): string => `
  SELECT coalesce(avg(cosine), 0) AS mean, coalesce(stddev_pop(cosine), 0) AS deviation FROM (
    SELECT 1 - (embedding <=> $2::vector) AS cosine FROM ${VECTORS} WHERE space = $1 AND ${user}
    ORDER BY memory_id LIMIT ${SAMPLE}
  ) sample`;

/** A user's nearest by the neighbours' index, or everybody's. Its expression must be the one that is indexed. */
const nearestOf = (dimension: number, user: string): string => `
  SELECT memory_id FROM ${VECTORS} WHERE space = $1 AND ${user}
  ORDER BY (embedding::vector(${dimension})) <=> $2::vector LIMIT $3`;

const toText = (values: Float32Array): string => `[${values.join(',')}]`;

/**
 * The vectors of one space, in pgvector. Of a user with few all are compared. Of one with many the HNSW index of the
 * space finds the nearest; as it is shared by all users, it goes on from neighbour to neighbour until enough of them are
 * this user's (`hnsw.iterative_scan`), which a user with that many soon has.
 */
export async function createPgvectorIndex(
  database: Database,
  { name: space, dimension }: { name: string; dimension: number },
): Promise<VectorIndex> {
  await indexSpace(database, space, dimension);
  const isUsable = ({ length }: Float32Array): boolean => length === dimension;

  const nearest = (session: Session, { userId, values, limit }: VectorQuery): Promise<{ memory_id: string }[]> => {
    const note = userId === null ? everyUser('indexVectors') : '';
    const user = userId === null ? `true ${note}` : 'user_id = $4';
    const params = [space, toText(values), limit, ...(userId === null ? [] : [userId])];
    return session.all(nearestOf(dimension, user), params);
  };

  const searchMany = (query: VectorQuery): Promise<VectorMatches> =>
    database.transaction(async (session) => {
      await session.run(`SELECT set_config('hnsw.ef_search', '${LOOKED_AT}', true)`);
      await session.run(`SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)`);
      const found = await nearest(session, query);
      const isOfAll = query.userId === null;
      const sample = await session.get<{ mean: number; deviation: number }>(
        sampleOf(isOfAll ? `true ${everyUser('indexVectors')}` : 'user_id = $3'),
        [space, toText(query.values), ...(query.userId === null ? [] : [query.userId])],
      );
      const total = await session.get<{ documents: number }>(
        `SELECT coalesce(sum(documents), 0) AS documents FROM ${SCHEMA}.index_heads ${
          isOfAll ? everyUser('indexVectors') : 'WHERE user_id = $1'
        }`,
        query.userId === null ? [] : [query.userId],
      );
      return {
        ids: found.map(({ memory_id }) => memory_id),
        total: total?.documents ?? 0,
        mean: sample?.mean ?? 0,
        deviation: sample?.deviation ?? 0,
      };
    });

  const put = async (vectors: readonly PlacedVector[]): Promise<void> => {
    for (let at = 0; at < vectors.length; at += PUT_PIECE) {
      const piece = vectors.slice(at, at + PUT_PIECE).filter(({ values }) => isUsable(values));
      const texts = piece.map(({ values }) => toText(values));
      const owners = piece.map(({ userId }) => userId);
      const ids = piece.map(({ id }) => id);
      await database.transaction((session) => session.run(PUT, [space, owners, ids, texts]));
    }
  };

  return {
    put,
    // The database takes out by itself what the store gives up.
    remove: () => Promise.resolve(),
    load: () => loadMissing(database, space, put),
    async search(query) {
      if (!isUsable(query.values)) return { ids: [], total: 0, mean: 0, deviation: 0 };
      if (query.userId === null) return searchMany(query);
      const own = await database.get<{ count: number }>(COUNT, [query.userId, space]);
      if ((own?.count ?? 0) > COMPARED_WHOLE) return searchMany(query);
      const rows = await database.all<{ memory_id: string; total: number; mean: number; deviation: number }>(
        COMPARE_ALL,
        [query.userId, space, toText(query.values), query.limit],
      );
      const { total = 0, mean = 0, deviation = 0 } = rows[0] ?? {};
      return { ids: rows.map(({ memory_id }) => memory_id), total, mean, deviation };
    },
    async status() {
      const row = await database.get<{ vectors: number; bytes: number }>(
        `${everyUser('indexVectors')} SELECT count(*) AS vectors, pg_total_relation_size('${VECTORS}') AS bytes
         FROM ${VECTORS} v JOIN ${SCHEMA}.memories m ON m.user_id = v.user_id AND m.id = v.memory_id
         WHERE v.space = $1 AND ${FINDABLE}`,
        [space],
      );
      return row ?? { vectors: 0, bytes: 0 };
    },
    close: () => Promise.resolve(),
  };
}

/** Puts in what the store has of the space and this table lacks: an instance may have died in between. */
async function loadMissing(
  database: Database,
  space: string,
  put: (vectors: readonly PlacedVector[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const rows = await database.all<{ user_id: string; memory_id: string; vals: Uint8Array }>(
      `${everyUser('indexVectors')} SELECT v.user_id, v.memory_id, v.vals FROM ${SCHEMA}.memory_vectors v
       WHERE v.space = $1 AND NOT EXISTS (
         SELECT 1 FROM ${VECTORS} i WHERE i.user_id = v.user_id AND i.space = v.space AND i.memory_id = v.memory_id
       ) LIMIT ${LOAD_BATCH}`,
      [space],
    );
    if (rows.length === 0) return;
    await put(rows.map(({ user_id, memory_id, vals }) => ({ userId: user_id, id: memory_id, values: toValues(vals) })));
  }
}

/** As the store keeps them. */
export const toValues = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
