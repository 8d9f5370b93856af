import type { Analyser } from '../analysis/analyser.js';
import type { DayRange } from '../analysis/calendar.js';
import type { Partition } from './partition.js';
import { documentFrequency, rarity, statisticsOf } from './statistics.js';
import type { Statistics } from './statistics.js';

export interface AskedTerm {
  term: string;
  /** Weight in the query, times salience, times rarity. */
  weight: number;
}

/** A query, weighed by what is known of the documents that it may find. */
export interface PreparedQuery {
  terms: AskedTerm[];
  /** Sum of the weights of the terms. */
  totalWeight: number;
  words: ReadonlySet<string>;
  dates: DayRange[];
  statistics: Statistics;
}

/** Beyond this many, a further term finds little that the rarest did not. */
const MAX_TERMS = 64;

export function prepareQuery(
  analyser: Analyser,
  text: string,
  now: number,
  partitions: readonly Partition[],
): PreparedQuery {
  const { terms, words, dates } = analyser.query(text, now);
  const statistics = statisticsOf(partitions);
  const weighed = Array.from(terms, ([term, weight]) => ({
    term,
    weight: weight * analyser.salience(term) * rarity(documentFrequency(partitions, term), statistics.documents),
  }));
  const kept = weighed.length > MAX_TERMS ? weighed.sort((a, b) => b.weight - a.weight).slice(0, MAX_TERMS) : weighed;
  const totalWeight = kept.reduce((total, term) => total + term.weight, 0);
  return { terms: kept, totalWeight, words, dates, statistics };
}
