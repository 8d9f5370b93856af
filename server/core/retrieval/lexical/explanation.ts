import { TRAIT_QUESTION } from './columns.js';
import { saturated, strainOf } from './matching.js';
import type { MatchedTerm } from './matching.js';
import type { Searchable } from './searchable.js';
import type { Relation } from './preparedQuery.js';
import type { Found } from './ranking.js';
import type { Weights } from './weights.js';

export interface Reason {
  reason: string;
  weight: number;
}

const NEGLIGIBLE = 0.0005;

const RELATIONS: Record<Exclude<Relation, 'same'>, string> = {
  form: 'a form of',
  spelling: 'spelt like',
  kind: 'a kind of',
};

/** Occurrences of each form of a term in one document, each times its share, under the words that name it. */
function occurrencesIn(partition: Searchable, slot: number, { written, forms }: MatchedTerm): Map<string, number> {
  const found = new Map<string, number>();
  const terms = partition.termsAt(slot);
  for (const { number, share, relation } of forms) {
    const count = terms.filter((other) => other === number).length;
    if (count === 0) continue;
    const form = partition.vocabulary.termOf(number);
    const name = relation === 'same' ? `word "${written}"` : `word "${form}", ${RELATIONS[relation]} "${written}"`;
    found.set(name, count * share);
  }
  return found;
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Occurrences that the turns around a document lend to it. */
function lentTo(partition: Searchable, slot: number, term: MatchedTerm, weights: Weights): number {
  const { previous, next, traits } = partition.columns;
  let lent = 0;
  let at = previous[slot] ?? -1;
  for (let i = 0; i < weights.lendForward.length && at >= 0; i++) {
    const isQuestion = ((traits[at] ?? 0) & TRAIT_QUESTION) !== 0;
    const share = (weights.lendForward[i] ?? 0) * (isQuestion ? 1 : weights.statementLending);
    lent += share * sumOf(occurrencesIn(partition, at, term));
    at = previous[at] ?? -1;
  }
  at = next[slot] ?? -1;
  for (let i = 0; i < weights.lendBackward.length && at >= 0; i++) {
    lent += (weights.lendBackward[i] ?? 0) * sumOf(occurrencesIn(partition, at, term));
    at = next[at] ?? -1;
  }
  return lent;
}

/** What one term adds, shared out by where it was found. */
function termReasons({ partition, slot }: Found, term: MatchedTerm, weights: Weights): Reason[] {
  const own = occurrencesIn(partition, slot, term);
  const lent = lentTo(partition, slot, term, weights);
  const all = sumOf(own) + lent;
  if (all === 0) return [];
  const strain = strainOf(partition.columns.length[slot] ?? 0, weights);
  const gain = (term.weight * saturated(all, strain, weights)) / all;
  const reasons = Array.from(own, ([reason, count]) => ({ reason, weight: count * gain }));
  return [...reasons, { reason: `word "${term.written}" in a neighbouring turn`, weight: lent * gain }];
}

/** Why a document was found: each reason with what it adds, largest first; together they make the score. */
export function explain(found: Found, weights: Weights): Reason[] {
  const { factors, partition, slot, matched } = found;
  const reasons = matched.flatMap((term) => termReasons(found, term, weights));
  if (reasons.length === 0) reasons.push({ reason: 'its time alone', weight: factors.words });
  reasons.push({ reason: 'words of the whole session', weight: factors.session });
  let sum = factors.words + factors.session;
  const multiply = (reason: string, factor: number): void => {
    reasons.push({ reason, weight: sum * (factor - 1) });
    sum *= factor;
  };
  multiply(`told by ${partition.speakers.nameOf(partition.columns.speaker[slot] ?? 0)}`, factors.speaker);
  multiply('only asks a question', factors.question);
  multiply('of the time asked for', factors.date);
  multiply('has the quoted phrase', factors.phrase);
  multiply('tells the sort of fact asked for', factors.fact);
  multiply('newer', factors.recency);
  return reasons
    .filter(({ weight }) => Math.abs(weight) > NEGLIGIBLE)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
