import type { PlacedVector, VectorIndexStatus, VectorMatches, VectorQuery } from '../../../ports/vectorIndex.js';
import { isUsable, quantise, type Quantised } from './quantise.js';
import { createVectorRows, type VectorRows } from './vectorRows.js';

/** The vectors of all users in this thread; the first one says how long all are. */
export interface VectorTable {
  /** Throws on one that cannot be compared with the others; those before it are in. */
  put(vectors: readonly PlacedVector[]): void;
  remove(ids: readonly string[]): void;
  search(query: VectorQuery): VectorMatches;
  status(): VectorIndexStatus;
}

/** Up to so many vectors are compared by their bytes, 0.5 µs each at 768 values; of more, those with the nearest signs. */
const COMPARED_WHOLE = 8_000;
/** Of those shortlisted by sign, a full 100 of the nearest 100 are found (BENCHMARKS.md). */
const SHORTLIST = 4_000;
/** Cosines from which mean and deviation are taken where not all are known. */
const SAMPLE = 1_000;

interface Scored {
  id: string;
  cosine: number;
}

/** Sums of cosines, for their mean and deviation. */
interface Sums {
  count: number;
  sum: number;
  squares: number;
}

export function createVectorTable(): VectorTable {
  let dimension = 0;
  const users = new Map<string, VectorRows>();
  const owners = new Map<string, string>();

  const remove = (id: string): void => {
    const owner = owners.get(id);
    if (owner === undefined) return;
    const rows = users.get(owner);
    rows?.remove(id);
    if (rows?.size === 0) users.delete(owner);
    owners.delete(id);
  };

  return {
    put(vectors) {
      for (const { id, userId, values } of vectors) {
        dimension ||= values.length;
        if (!isUsable(values, dimension)) throw new Error('A vector cannot be compared with the others');
        if (owners.get(id) !== userId) remove(id);
        const rows = users.get(userId) ?? createVectorRows(values.length);
        users.set(userId, rows);
        rows.put(id, values);
        owners.set(id, userId);
      }
    },
    remove(ids) {
      for (const id of ids) remove(id);
      if (owners.size === 0) dimension = 0;
    },
    search({ userId, values, limit }) {
      const searched = userId === null ? [...users.values()] : [users.get(userId) ?? []].flat();
      if (!isUsable(values, dimension)) return { ids: [], total: 0, mean: 0, deviation: 0 };
      const query = quantise(values);
      const sums: Sums = { count: 0, sum: 0, squares: 0 };
      const best = searched.flatMap((rows) => nearestOf(rows, query, limit, sums));
      best.sort((a, b) => b.cosine - a.cosine);
      const mean = sums.sum / Math.max(1, sums.count);
      return {
        ids: best.slice(0, limit).map(({ id }) => id),
        total: searched.reduce((total, { size }) => total + size, 0),
        mean,
        deviation: Math.sqrt(Math.max(0, sums.squares / Math.max(1, sums.count) - mean * mean)),
      };
    },
    status: () => ({
      vectors: owners.size,
      bytes: [...users.values()].reduce((bytes, rows) => bytes + rows.bytes, 0),
    }),
  };
}

function nearestOf(rows: VectorRows, query: Quantised, limit: number, sums: Sums): Scored[] {
  const isWhole = rows.size <= COMPARED_WHOLE;
  const add = (cosine: number): void => {
    sums.count += 1;
    sums.sum += cosine;
    sums.squares += cosine * cosine;
  };
  if (!isWhole) {
    const step = Math.floor(rows.size / SAMPLE);
    for (let row = 0; row < rows.size; row += step) add(rows.cosineAt(row, query));
  }
  const distances = isWhole ? null : rows.distances(query);
  const furthest = distances === null ? 0 : distanceOfShortlist(distances, query.bytes.length);
  const found: { row: number; cosine: number }[] = [];
  for (let row = 0; row < rows.size; row++) {
    if (distances !== null && (distances[row] ?? 0) > furthest) continue;
    const cosine = rows.cosineAt(row, query);
    if (isWhole) add(cosine);
    found.push({ row, cosine });
  }
  found.sort((a, b) => b.cosine - a.cosine);
  return found.slice(0, limit).map(({ row, cosine }) => ({ id: rows.idAt(row), cosine }));
}

/** The least distance within which the shortlist is full. */
function distanceOfShortlist(distances: Uint16Array, most: number): number {
  const counts = new Uint32Array(most + 1);
  for (const distance of distances) counts[distance] = (counts[distance] ?? 0) + 1;
  let within = 0;
  for (let distance = 0; distance <= most; distance++) {
    within += counts[distance] ?? 0;
    if (within >= SHORTLIST) return distance;
  }
  return most;
}
