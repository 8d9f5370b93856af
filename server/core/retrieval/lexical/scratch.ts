/** Working memory of a search, shared by all searches; all zero between two. */
export interface Scratch {
  /** By slot. */
  scores: Float32Array;
  occurrences: Float32Array;
  /** Slots with a score. */
  scored: Int32Array;
  /** Slots, or sessions, that the present term touches. */
  touched: Int32Array;
  /** By number of session. */
  sessionScores: Float32Array;
  sessionOccurrences: Float32Array;
}

export function createScratch(capacity: number): Scratch {
  return {
    scores: new Float32Array(capacity),
    occurrences: new Float32Array(capacity),
    scored: new Int32Array(capacity),
    touched: new Int32Array(capacity),
    sessionScores: new Float32Array(capacity),
    sessionOccurrences: new Float32Array(capacity),
  };
}

/** The same one where it is large enough for so many slots. */
export function fitScratch(scratch: Scratch, slots: number): Scratch {
  return scratch.scores.length >= slots ? scratch : createScratch(slots);
}

/** Makes it all zero again after a search that scored `count` slots. */
export function clearScratch(scratch: Scratch, count: number, sessions: number): void {
  for (let i = 0; i < count; i++) scratch.scores[scratch.scored[i] ?? 0] = 0;
  scratch.sessionScores.fill(0, 0, sessions);
}
