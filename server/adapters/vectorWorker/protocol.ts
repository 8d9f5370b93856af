import type { VectorIndexStatus, VectorMatches, VectorQuery } from '../../ports/vectorIndex.js';

/** Vectors of one length, one after the other in `values`. */
export interface PackedVectors {
  ids: string[];
  userIds: string[];
  values: Float32Array;
}

/** What the vector worker can be asked. A type, not an interface: only those fit an index signature. */
export type VectorCalls = {
  put: { argument: PackedVectors; answer: null };
  remove: { argument: readonly string[]; answer: null };
  search: { argument: VectorQuery; answer: VectorMatches };
  status: { argument: null; answer: VectorIndexStatus };
};
