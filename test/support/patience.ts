/** Longer than anything takes on a machine that is busy with other tests; a test's own limit may be shorter. */
export const PATIENCE_MS = 15_000;
