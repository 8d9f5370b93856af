/** Every number that ranking depends on. The defaults were measured with `bench:retrieval`. */
export interface Weights {
  /** BM25: how soon further occurrences of a term stop counting. */
  saturation: number;
  /** How much texts longer than a spoken turn are held back. */
  lengthPenalty: number;
  /** Share of its terms that a turn lends to the turns after it: to the next, to the one after, ... */
  lendForward: readonly number[];
  /** The same to the turns before it. */
  lendBackward: readonly number[];
  /** What a statement lends forward beside a question: answers take up what was asked, less what was said. */
  statementLending: number;
  /** Share of the score of the whole session. */
  session: number;
  /** What a document gains when the query names its speaker. */
  speaker: number;
  /** What a document loses for only asking. */
  question: number;
  /** What it gains when it speaks of the days that the query asks for. */
  date: number;
  /** What it gains when it has a phrase that the query quotes. */
  phrase: number;
  /** What it gains when it tells the sort of fact asked for: a time, a number, a name. */
  time: number;
  number: number;
  name: number;
  /** What the newest gains over the oldest: decides among near-equal only. */
  recency: number;
  /** What another form of a word counts beside the word itself: a longer or shorter one, another spelling, one of its kind. */
  form: number;
  spelling: number;
  kind: number;
}

export const DEFAULT_WEIGHTS: Weights = {
  saturation: 1.2,
  lengthPenalty: 0.5,
  lendForward: [0.4, 0.2, 0.1, 0.05],
  lendBackward: [0.33],
  statementLending: 0.75,
  session: 0.3,
  speaker: 0.7,
  question: 0.1,
  date: 1,
  phrase: 1,
  time: 0.3,
  number: 0.4,
  name: 0.4,
  recency: 0.01,
  form: 0.4,
  spelling: 0.6,
  kind: 0.4,
};
