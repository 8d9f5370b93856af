import { saturated } from './matching.js';
import type { MatchedTerm } from './matching.js';
import type { Searchable } from './searchable.js';
import { blockAfter, blockEnd, blockStart, countOf, slotOf } from './postings.js';
import type { Scratch } from './scratch.js';
import type { Weights } from './weights.js';

/** Sessions are held back only when they are several times as long as the average. */
const LONG_SESSION = 3;

function sessionStrain(length: number, averageLength: number, { lengthPenalty }: Weights): number {
  return 1 + lengthPenalty * Math.max(0, length / averageLength / LONG_SESSION - 1);
}

/** Occurrences of one term in every session: returns how many session numbers of `touched` hold. */
function countInSessions({ columns, postings }: Searchable, { forms }: MatchedTerm, scratch: Scratch): number {
  const { session } = columns;
  const { sessionOccurrences, touched } = scratch;
  const { data } = postings;
  let count = 0;
  for (const { number: term, share } of forms) {
    for (let block = postings.first(term); block > 0; block = blockAfter(data, block)) {
      const end = blockEnd(data, block);
      for (let at = blockStart(block); at < end; at++) {
        const posting = data[at] ?? 0;
        const number = session[slotOf(posting)] ?? -1;
        if (number < 0) continue;
        const before = sessionOccurrences[number] ?? 0;
        if (before === 0) touched[count++] = number;
        sessionOccurrences[number] = before + countOf(posting) * share;
      }
    }
  }
  return count;
}

/** BM25 over whole sessions: each is one document made of its turns. Leaves the sums in `sessionScores`. */
export function scoreSessions(
  partition: Searchable,
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
