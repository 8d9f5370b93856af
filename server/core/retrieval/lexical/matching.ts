import { TRAIT_QUESTION } from './columns.js';
import type { Partition } from './partition.js';
import { countOf, slotOf } from './postings.js';
import type { TermList } from './postings.js';
import type { PreparedQuery, Relation } from './preparedQuery.js';
import type { Scratch } from './scratch.js';
import type { Weights } from './weights.js';

/** A term of the query as one partition knows it: the lists of its forms, each with the share that it counts. */
export interface MatchedTerm {
  term: string;
  written: string;
  weight: number;
  lists: { list: TermList; share: number; relation: Relation }[];
}

export function matchTerms({ postings }: Partition, { terms }: PreparedQuery): MatchedTerm[] {
  return terms.flatMap(({ term, written, weight, forms }) => {
    const lists = forms.flatMap(({ term: form, share, relation }) => {
      const list = postings.find(form);
      return list === undefined ? [] : [{ list, share, relation }];
    });
    return lists.length === 0 ? [] : [{ term, written, weight, lists }];
  });
}

/** BM25 without its weight (Robertson & Zaragoza 2009): grows with the occurrences, ever slower. `strain` >= 1 slows it further. */
export function saturated(occurrences: number, strain: number, { saturation }: Weights): number {
  return (occurrences * (saturation + 1)) / (occurrences + saturation * strain);
}

/** Terms of a long spoken turn: what is no longer is not held back, so that short and long turns compete as equals. */
const LONG_TURN = 60;

/** How much the length of a text holds it back: 1 for a turn, more for a page. */
export function strainOf(length: number, { lengthPenalty }: Weights): number {
  return 1 + lengthPenalty * Math.max(0, length / LONG_TURN - 1);
}

/** The same for a session, beside the average one. */
function sessionStrain(length: number, averageLength: number, { lengthPenalty }: Weights): number {
  return 1 + lengthPenalty * Math.max(0, length / averageLength / LONG_SESSION - 1);
}

/** Sessions are held back only when they are several times as long as the average. */
const LONG_SESSION = 3;

/**
 * Occurrences of one term in every document, counting what neighbours in the session lend: writes them to
 * `occurrences` and returns how many slots of `touched` hold.
 */
function spreadOccurrences(partition: Partition, { lists }: MatchedTerm, weights: Weights, scratch: Scratch): number {
  const { traits, next, previous } = partition.columns;
  const { occurrences, touched } = scratch;
  const { lendForward, lendBackward, statementLending } = weights;
  let count = 0;
  const lend = (slot: number, amount: number): void => {
    if (occurrences[slot] === 0) touched[count++] = slot;
    occurrences[slot] = (occurrences[slot] ?? 0) + amount;
  };
  for (const { list, share } of lists) {
    for (const posting of list.postings) {
      const slot = slotOf(posting);
      const trait = traits[slot] ?? 0;
      if (trait === 0) continue;
      const own = countOf(posting) * share;
      lend(slot, own);
      const forward = (trait & TRAIT_QUESTION) === 0 ? own * statementLending : own;
      let neighbour = next[slot] ?? -1;
      for (let i = 0; i < lendForward.length && neighbour >= 0; i++) {
        lend(neighbour, forward * (lendForward[i] ?? 0));
        neighbour = next[neighbour] ?? -1;
      }
      neighbour = previous[slot] ?? -1;
      for (let i = 0; i < lendBackward.length && neighbour >= 0; i++) {
        lend(neighbour, own * (lendBackward[i] ?? 0));
        neighbour = previous[neighbour] ?? -1;
      }
    }
  }
  return count;
}

/**
 * BM25 over own and lent terms, summed over the query's terms. Leaves the sums in `scores` and returns how many
 * slots of `scored` hold.
 */
export function scoreTurns(
  partition: Partition,
  terms: readonly MatchedTerm[],
  weights: Weights,
  scratch: Scratch,
): number {
  const { length } = partition.columns;
  const { scores, scored, occurrences, touched } = scratch;
  let found = 0;
  for (const term of terms) {
    const count = spreadOccurrences(partition, term, weights, scratch);
    for (let i = 0; i < count; i++) {
      const slot = touched[i] ?? 0;
      const gain = saturated(occurrences[slot] ?? 0, strainOf(length[slot] ?? 0, weights), weights);
      occurrences[slot] = 0;
      if (scores[slot] === 0) scored[found++] = slot;
      scores[slot] = (scores[slot] ?? 0) + term.weight * gain;
    }
  }
  return found;
}

/** Occurrences of one term in every session: writes them to `sessionOccurrences`, as `spreadOccurrences` does. */
function countInSessions(partition: Partition, { lists }: MatchedTerm, scratch: Scratch): number {
  const { traits, session } = partition.columns;
  const { sessionOccurrences, touched } = scratch;
  let count = 0;
  for (const { list, share } of lists) {
    for (const posting of list.postings) {
      const slot = slotOf(posting);
      const number = session[slot] ?? -1;
      if (number < 0 || traits[slot] === 0) continue;
      if (sessionOccurrences[number] === 0) touched[count++] = number;
      sessionOccurrences[number] = (sessionOccurrences[number] ?? 0) + countOf(posting) * share;
    }
  }
  return count;
}

/** The same over whole sessions: each is one document made of its turns. Leaves the sums in `sessionScores`. */
export function scoreSessions(
  partition: Partition,
  terms: readonly MatchedTerm[],
  averageLength: number,
  weights: Weights,
  scratch: Scratch,
): void {
  const { sessionScores, sessionOccurrences, touched } = scratch;
  for (const term of terms) {
    const count = countInSessions(partition, term, scratch);
    for (let i = 0; i < count; i++) {
      const number = touched[i] ?? 0;
      const strain = sessionStrain(partition.sessions.get(number)?.length ?? 0, averageLength, weights);
      const gain = saturated(sessionOccurrences[number] ?? 0, strain, weights);
      sessionOccurrences[number] = 0;
      sessionScores[number] = (sessionScores[number] ?? 0) + term.weight * gain;
    }
  }
}
