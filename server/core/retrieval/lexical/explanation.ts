import { saturated } from './matching.js';
import type { Partition } from './partition.js';
import type { PreparedQuery } from './preparedQuery.js';
import { knownTerms } from './ranking.js';
import type { Found } from './ranking.js';
import type { TermList } from './postings.js';
import type { Weights } from './weights.js';

export interface Reason {
  reason: string;
  weight: number;
}

const NEGLIGIBLE = 0.0005;

function occurrencesIn(partition: Partition, slot: number, list: TermList): number {
  return partition.entry(slot)?.terms.filter((other) => other === list).length ?? 0;
}

/** Occurrences that the turns in one direction lend to a document. */
function lentFrom(
  partition: Partition,
  slot: number,
  list: TermList,
  neighbours: Int32Array,
  shares: readonly number[],
): number {
  let lent = 0;
  let at = slot;
  for (const share of shares) {
    at = neighbours[at] ?? -1;
    if (at < 0) break;
    lent += share * occurrencesIn(partition, at, list);
  }
  return lent;
}

function wordReasons({ partition, slot }: Found, prepared: PreparedQuery, weights: Weights): Reason[] {
  const { columns } = partition;
  const relativeLength = (columns.length[slot] ?? 0) / prepared.statistics.averageLength;
  return knownTerms(partition, prepared).flatMap(({ list, weight }) => {
    const own = occurrencesIn(partition, slot, list);
    // A neighbour after the document lends backward, one before it lends forward.
    const lent =
      lentFrom(partition, slot, list, columns.previous, weights.lendForward) +
      lentFrom(partition, slot, list, columns.next, weights.lendBackward);
    if (own + lent === 0) return [];
    const gain = (weight * saturated(own + lent, relativeLength, weights)) / (own + lent);
    return [
      { reason: `word "${list.term}"`, weight: own * gain },
      { reason: `word "${list.term}" in a neighbouring turn`, weight: lent * gain },
    ];
  });
}

/** Why a document was found: each reason with what it adds, largest first; together they make the score. */
export function explain(found: Found, prepared: PreparedQuery, weights: Weights): Reason[] {
  const { factors, partition, slot } = found;
  const reasons = wordReasons(found, prepared, weights);
  reasons.push({ reason: 'words of the whole session', weight: factors.session });
  let sum = factors.words + factors.session;
  const multiply = (reason: string, factor: number): void => {
    reasons.push({ reason, weight: sum * (factor - 1) });
    sum *= factor;
  };
  multiply(`told by ${partition.speakers.nameOf(partition.columns.speaker[slot] ?? 0)}`, factors.speaker);
  multiply('only asks a question', factors.question);
  multiply('speaks of the time asked for', factors.date);
  multiply('newer', factors.recency);
  return reasons
    .filter(({ weight }) => Math.abs(weight) > NEGLIGIBLE)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
