import { setImmediate as pause } from 'node:timers/promises';

/** Where a text lies for a model; every value has length 1. */
export interface PlacedText {
  id: string;
  userId: string;
  values: Float32Array;
}

export interface VectorHit {
  id: string;
  cosine: number;
  /** How far the cosine stands out of all of the searched: standard deviations above their mean. */
  deviation: number;
}

/** The vectors of one model in memory, by user, searched exactly. */
export interface VectorIndex {
  put(text: PlacedText): void;
  remove(ids: readonly string[]): void;
  /** Those that stand out most, best first. Gives way to other work between slices. */
  search(userId: string | null, query: Float32Array, limit: number): Promise<VectorHit[]>;
  readonly size: number;
}

/** Vectors compared without a pause: a few milliseconds. */
const SLICE = 4_000;

export function createVectorIndex(): VectorIndex {
  const users = new Map<string, Map<string, Float32Array>>();
  const owners = new Map<string, string>();

  const remove = (id: string): void => {
    users.get(owners.get(id) ?? '')?.delete(id);
    owners.delete(id);
  };

  return {
    get size() {
      return owners.size;
    },
    put({ id, userId, values }) {
      remove(id);
      const own = users.get(userId) ?? new Map<string, Float32Array>();
      users.set(userId, own.set(id, normalised(values)));
      owners.set(id, userId);
    },
    remove(ids) {
      for (const id of ids) remove(id);
    },
    async search(userId, query, limit) {
      const searched = userId === null ? [...users.values()] : [users.get(userId) ?? new Map<string, Float32Array>()];
      const unit = normalised(query);
      const found: { id: string; cosine: number }[] = [];
      for (const own of searched) {
        for (const [id, values] of own) {
          if (values.length === unit.length) found.push({ id, cosine: dot(values, unit) });
          if (found.length % SLICE === SLICE - 1) await pause();
        }
      }
      return outstanding(found, limit);
    },
  };
}

function outstanding(found: { id: string; cosine: number }[], limit: number): VectorHit[] {
  const mean = found.reduce((sum, { cosine }) => sum + cosine, 0) / Math.max(1, found.length);
  const variance = found.reduce((sum, { cosine }) => sum + (cosine - mean) ** 2, 0) / Math.max(1, found.length);
  const spread = Math.sqrt(variance) || 1;
  return found
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, limit)
    .map(({ id, cosine }) => ({ id, cosine, deviation: (cosine - mean) / spread }));
}

function normalised(values: Float32Array): Float32Array {
  const length = Math.sqrt(dot(values, values));
  return length === 0 ? values : values.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
