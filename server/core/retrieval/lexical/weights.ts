/** Every number that ranking depends on. The defaults were measured with `bench:retrieval`. */
export interface Weights {
  /** BM25: how soon further occurrences of a term stop counting. */
  saturation: number;
  /** BM25: how much long documents are held back, 0..1. */
  lengthPenalty: number;
  /** Share of its terms that a turn lends to the turns after it: to the next, to the one after, ... */
  lendForward: readonly number[];
  /** The same to the turns before it. */
  lendBackward: readonly number[];
  /** Share of the score of the whole session. */
  session: number;
  /** What a turn gains when the query names its speaker. */
  speaker: number;
  /** What a turn loses for only asking. */
  question: number;
  /** What a document gains when it speaks of the days that the query asks for. */
  date: number;
  /** What the newest gains over the oldest: decides among near-equal only. */
  recency: number;
}

export const DEFAULT_WEIGHTS: Weights = {
  saturation: 1.2,
  lengthPenalty: 0.5,
  lendForward: [0.5, 0.25],
  lendBackward: [0.33, 0.15],
  session: 0.2,
  speaker: 0.33,
  question: 0.2,
  date: 0.3,
  recency: 0.01,
};
