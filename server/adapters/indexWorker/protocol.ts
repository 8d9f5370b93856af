import type { IndexDocument, IndexHit, IndexQuery, IndexStatus } from '../../ports/searchIndex.js';

/** What the index worker can be asked: the argument and the answer of each call. */
export interface IndexCalls {
  put: { argument: IndexDocument[]; answer: null };
  remove: { argument: string[]; answer: null };
  search: { argument: IndexQuery; answer: IndexHit[] };
  status: { argument: null; answer: IndexStatus };
}
export type IndexCall = keyof IndexCalls;

/** The worker answers requests in the order they were sent. */
export type IndexRequest = {
  [C in IndexCall]: { number: number; call: C; argument: IndexCalls[C]['argument'] };
}[IndexCall];

export type IndexReply =
  | { number: number; ok: true; answer: IndexCalls[IndexCall]['answer'] }
  | { number: number; ok: false; message: string };
