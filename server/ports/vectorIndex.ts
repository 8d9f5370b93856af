/** Where a model places a text: `values` has the model's length, of any norm but 0. */
export interface PlacedVector {
  id: string;
  userId: string;
  values: Float32Array;
}

/** Vectors that can be compared with each other. */
export interface VectorSpace {
  /** The model with the length of its vectors. */
  name: string;
  /** Values of a vector. */
  dimension: number;
}

export interface VectorQuery {
  /** null = every user: only for the documented cases. */
  userId: string | null;
  values: Float32Array;
  limit: number;
}

export interface VectorMatches {
  /** Nearest first, by rough cosines: whoever needs exact ones compares the stored vectors. */
  ids: string[];
  /** Vectors that were compared. */
  total: number;
  /** Of the cosines of all that were compared, or of an even sample where they are many. */
  mean: number;
  deviation: number;
}

export interface VectorIndexStatus {
  vectors: number;
  /** Bytes of the vectors in memory, without their ids. */
  bytes: number;
}

/**
 * Finds by direction among vectors of one length. A search sees every `put` and `remove` that was called before it.
 * Once lost, every call is rejected with `unavailable`.
 */
export interface VectorIndex {
  /** Adds, or replaces what has the same id. */
  put(vectors: PlacedVector[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Of an index that outlives this service: takes in by itself what was stored and is missing. Absent = it begins empty,
   * and whoever opens it puts in all that was stored.
   */
  load?(): Promise<void>;
  search(query: VectorQuery): Promise<VectorMatches>;
  status(): Promise<VectorIndexStatus>;
  close(): Promise<void>;
}
