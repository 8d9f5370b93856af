/** Kinds of things that one search finds. */
export const HIT_KINDS = ['memory', 'screen', 'conversation', 'activity'] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** A thing that can be found. Only what may be found now is in the index (active, not superseded). */
export interface IndexDocument {
  id: string;
  kind: HitKind;
  userId: string;
  appId: string;
  /** Things of one session stand next to each other, in the order of `toldAt`, then of arrival. */
  sessionId: string | null;
  text: string;
  speaker: string | null;
  /** Epoch ms. */
  toldAt: number;
  createdAt: number;
}

/** A document with the user whose it is. */
export type OwnedId = Pick<IndexDocument, 'userId' | 'id'>;

export interface IndexQuery {
  text: string;
  /** null = every user: only for the documented cases. */
  userId: string | null;
  /** Absent = every app. */
  appIds?: string[] | undefined;
  kinds?: readonly HitKind[] | undefined;
  sessionId?: string | undefined;
  /** Inclusive bounds on the time told of, epoch ms. */
  from?: number | undefined;
  to?: number | undefined;
  /** Epoch ms that "yesterday" in the query is counted from. */
  now: number;
  limit: number;
  explain?: boolean | undefined;
}

export interface IndexHit {
  id: string;
  kind: HitKind;
  /** Unbounded relevance; only its order within one answer means something. */
  score: number;
  /** 0..1, comparable between queries: the same text is near 1, unrelated under 0.3. */
  similarity: number;
  /** In words and numbers, when asked for. */
  explanation?: { reason: string; weight: number }[];
}

export interface IndexStatus {
  documents: number;
  /** Estimated bytes of the index in memory. */
  bytes: number;
}

/** Finds by words. A search sees every `put` and `remove` whose promise has resolved. No query text is an error. */
export interface SearchIndex {
  /** Adds, or replaces what has the same id. */
  put(documents: IndexDocument[]): Promise<void>;
  remove(gone: readonly OwnedId[]): Promise<void>;
  /** Best first. */
  search(query: IndexQuery): Promise<IndexHit[]>;
  status(): Promise<IndexStatus>;
  close(): Promise<void>;
}

/** An index that can be kept on disk, so that a start need not build it anew. */
export interface SavableIndex extends SearchIndex {
  /** Up to which revision of the store the index that stood on disk holds everything; null = there was none. */
  readonly restoredTo: number | null;
  /** Keeps the index as it is now, which must hold everything up to that revision. Errors: those of the disk. */
  save(revision: number): Promise<void>;
  /** Leaves nothing of it on disk. */
  discard(): Promise<void>;
}
