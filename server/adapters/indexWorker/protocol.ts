import type { IndexDocument, IndexHit, IndexQuery, IndexStatus } from '../../ports/searchIndex.js';

/** What the index worker starts with. */
export interface IndexWorkerData {
  /** Where the index is kept on disk. */
  file: string;
}

/** What the index worker can be asked. A type, not an interface: only those fit an index signature. */
export type IndexCalls = {
  /** Answers up to which revision the index that stood on disk holds everything; null = there was none. */
  open: { argument: null; answer: number | null };
  put: { argument: IndexDocument[]; answer: null };
  remove: { argument: string[]; answer: null };
  search: { argument: IndexQuery; answer: IndexHit[] };
  status: { argument: null; answer: IndexStatus };
  save: { argument: number; answer: null };
  discard: { argument: null; answer: null };
};
