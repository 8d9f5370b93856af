/** Numbers that callers and the documented environment variables may set; checked in `config.ts`. */
export interface Limits {
  /** Messages of one OmniMemory add, and the size of a batch. */
  maxMessages: number;
  defaultResults: number;
  /** Least similarity of a query's hit (0..1). */
  recallThreshold: number;
  /** Least composite score of a query's hit (0..1). */
  compositeThreshold: number;
  /** Least similarity of a memory that a new one may replace (0..1). */
  linkThreshold: number;
  /** How long a write that must answer waits for a model before the rules answer, in ms. */
  modelDeadlineMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxMessages: 10,
  defaultResults: 10,
  recallThreshold: 0.3,
  compositeThreshold: 0.5,
  linkThreshold: 0.7,
  modelDeadlineMs: 8_000,
};
