import { STATE_EMPTY } from './columns.js';
import type { Partition } from './partition.js';
import { countOf, slotOf } from './postings.js';
import type { TermList } from './postings.js';
import type { Weights } from './weights.js';

/** A term of the query that the partition knows. */
export interface WeightedTerm {
  list: TermList;
  /** As in `AskedTerm`. */
  weight: number;
}

/** Working memory of a search, shared by all searches; all zero between two. */
export interface Scratch {
  scores: Float32Array;
  occurrences: Float32Array;
  /** Slots with a score. */
  scored: Int32Array;
  /** Slots that the present term touches. */
  touched: Int32Array;
  sessionScores: Float32Array;
  sessionOccurrences: Float32Array;
}

export function createScratch(): Scratch {
  return withCapacity(0);
}

function withCapacity(capacity: number): Scratch {
  return {
    scores: new Float32Array(capacity),
    occurrences: new Float32Array(capacity),
    scored: new Int32Array(capacity),
    touched: new Int32Array(capacity),
    sessionScores: new Float32Array(capacity),
    sessionOccurrences: new Float32Array(capacity),
  };
}

export function fitScratch(scratch: Scratch, capacity: number): Scratch {
  return scratch.scores.length >= capacity ? scratch : withCapacity(capacity);
}

/** Makes it all zero again after a search that scored `count` slots. */
export function clearScratch(scratch: Scratch, count: number, sessions: number): void {
  for (let i = 0; i < count; i++) scratch.scores[scratch.scored[i] ?? 0] = 0;
  scratch.sessionScores.fill(0, 0, sessions);
}

/** BM25 without its weight (Robertson & Zaragoza 2009): grows with the occurrences, ever slower, and less in long texts. */
export function saturated(occurrences: number, relativeLength: number, { saturation, lengthPenalty }: Weights): number {
  const norm = saturation * (1 - lengthPenalty + lengthPenalty * relativeLength);
  return (occurrences * (saturation + 1)) / (occurrences + norm);
}

/**
 * Occurrences of one term in every document, counting what neighbours in the session lend: writes them to
 * `occurrences` and returns how many slots of `touched` hold.
 */
function spreadOccurrences(partition: Partition, list: TermList, weights: Weights, scratch: Scratch): number {
  const { state, next, previous } = partition.columns;
  const { occurrences, touched } = scratch;
  let count = 0;
  const lend = (slot: number, amount: number): void => {
    if (occurrences[slot] === 0) touched[count++] = slot;
    occurrences[slot] = (occurrences[slot] ?? 0) + amount;
  };
  for (const posting of list.postings) {
    const slot = slotOf(posting);
    if (state[slot] === STATE_EMPTY) continue;
    const own = countOf(posting);
    lend(slot, own);
    let neighbour = slot;
    for (const share of weights.lendForward) {
      neighbour = next[neighbour] ?? -1;
      if (neighbour < 0) break;
      lend(neighbour, own * share);
    }
    neighbour = slot;
    for (const share of weights.lendBackward) {
      neighbour = previous[neighbour] ?? -1;
      if (neighbour < 0) break;
      lend(neighbour, own * share);
    }
  }
  return count;
}

/**
 * BM25 over own and lent terms, summed over the query's terms. Leaves the sums in
 * `scores` and returns how many slots of `scored` hold.
 */
export function scoreTurns(
  partition: Partition,
  terms: readonly WeightedTerm[],
  averageLength: number,
  weights: Weights,
  scratch: Scratch,
): number {
  const { length } = partition.columns;
  const { scores, scored, occurrences, touched } = scratch;
  let found = 0;
  for (const { list, weight } of terms) {
    const count = spreadOccurrences(partition, list, weights, scratch);
    for (let i = 0; i < count; i++) {
      const slot = touched[i] ?? 0;
      const x = occurrences[slot] ?? 0;
      occurrences[slot] = 0;
      const before = scores[slot] ?? 0;
      if (before === 0) scored[found++] = slot;
      scores[slot] = before + weight * saturated(x, (length[slot] ?? 0) / averageLength, weights);
    }
  }
  return found;
}

/** The same over whole sessions: each session is one document made of its turns. Leaves the sums in `sessionScores`. */
export function scoreSessions(
  partition: Partition,
  terms: readonly WeightedTerm[],
  averageLength: number,
  weights: Weights,
  scratch: Scratch,
): void {
  const { state, session } = partition.columns;
  const { sessionScores, sessionOccurrences, touched } = scratch;
  for (const { list, weight } of terms) {
    let count = 0;
    for (const posting of list.postings) {
      const slot = slotOf(posting);
      const number = session[slot] ?? -1;
      if (number < 0 || state[slot] === STATE_EMPTY) continue;
      if (sessionOccurrences[number] === 0) touched[count++] = number;
      sessionOccurrences[number] = (sessionOccurrences[number] ?? 0) + countOf(posting);
    }
    for (let i = 0; i < count; i++) {
      const number = touched[i] ?? 0;
      const x = sessionOccurrences[number] ?? 0;
      sessionOccurrences[number] = 0;
      const length = partition.sessions.get(number)?.length ?? 0;
      sessionScores[number] = (sessionScores[number] ?? 0) + weight * saturated(x, length / averageLength, weights);
    }
  }
}
