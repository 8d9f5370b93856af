import { TRAIT_LIVE, TRAIT_QUESTION } from './columns.js';
import { saturated, strainOf } from './matching.js';
import type { MatchedTerm } from './matching.js';
import type { Searchable } from './searchable.js';
import { blockAfter, blockEnd, blockStart, countOf, slotOf } from './postings.js';
import type { Scratch } from './scratch.js';
import type { Weights } from './weights.js';

/**
 * Occurrences of one term in every document, counting what neighbours in the session lend: writes them to
 * `occurrences` and returns how many slots of `touched` hold.
 */
function spreadOccurrences(partition: Searchable, { forms }: MatchedTerm, weights: Weights, scratch: Scratch): number {
  const { traits, next, previous } = partition.columns;
  const { occurrences, touched } = scratch;
  const { lendForward, lendBackward, statementLending } = weights;
  const { postings } = partition;
  const { data } = postings;
  let count = 0;
  for (const { number: term, share } of forms) {
    for (let block = postings.first(term); block > 0; block = blockAfter(data, block)) {
      const end = blockEnd(data, block);
      for (let at = blockStart(block); at < end; at++) {
        const posting = data[at] ?? 0;
        const slot = slotOf(posting);
        const trait = traits[slot] ?? 0;
        if ((trait & TRAIT_LIVE) === 0) continue;
        const own = countOf(posting) * share;
        if (occurrences[slot] === 0) touched[count++] = slot;
        occurrences[slot] = (occurrences[slot] ?? 0) + own;
        const forward = (trait & TRAIT_QUESTION) === 0 ? own * statementLending : own;
        let neighbour = next[slot] ?? -1;
        for (let i = 0; i < lendForward.length && neighbour >= 0; i++) {
          if (occurrences[neighbour] === 0) touched[count++] = neighbour;
          occurrences[neighbour] = (occurrences[neighbour] ?? 0) + forward * (lendForward[i] ?? 0);
          neighbour = next[neighbour] ?? -1;
        }
        neighbour = previous[slot] ?? -1;
        for (let i = 0; i < lendBackward.length && neighbour >= 0; i++) {
          if (occurrences[neighbour] === 0) touched[count++] = neighbour;
          occurrences[neighbour] = (occurrences[neighbour] ?? 0) + own * (lendBackward[i] ?? 0);
          neighbour = previous[neighbour] ?? -1;
        }
      }
    }
  }
  return count;
}

/** Adds one term to the sums of all documents that have it or are lent it. Returns how many `scored` now holds. */
function addTerm(partition: Searchable, term: MatchedTerm, weights: Weights, scratch: Scratch, found: number): number {
  const { length } = partition.columns;
  const { scores, scored, occurrences, touched } = scratch;
  const count = spreadOccurrences(partition, term, weights, scratch);
  let total = found;
  const { weight } = term;
  for (let i = 0; i < count; i++) {
    const slot = touched[i] ?? 0;
    const gain = saturated(occurrences[slot] ?? 0, strainOf(length[slot] ?? 0, weights), weights);
    occurrences[slot] = 0;
    const before = scores[slot] ?? 0;
    if (before === 0) scored[total++] = slot;
    scores[slot] = before + weight * gain;
  }
  return total;
}

/**
 * BM25 over own and lent terms, summed over the query's terms. Leaves the sums in `scores` and returns how many slots
 * `scored` holds.
 */
export function scoreTurns(
  partition: Searchable,
  terms: readonly MatchedTerm[],
  weights: Weights,
  scratch: Scratch,
): number {
  return terms.reduce((found, term) => addTerm(partition, term, weights, scratch, found), 0);
}
