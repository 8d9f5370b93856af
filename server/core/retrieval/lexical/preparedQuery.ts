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
  /** Those of its terms that some document has; the rarest where there are very many. */
  terms: AskedTerm[];
  /** What `terms` would weigh together if every term of the query were known. */
  totalWeight: number;
  /** Every distinct term asked for. */
  asked: ReadonlyMap<string, number>;
  words: ReadonlySet<string>;
  dates: DayRange[];
  statistics: Statistics;
}

/** Beyond this many, a further term finds little that the rarest did not. */
const MAX_TERMS = 64;

const weightOf = (terms: readonly AskedTerm[]): number => terms.reduce((total, { weight }) => total + weight, 0);

export function prepareQuery(
  analyser: Analyser,
  text: string,
  now: number,
  partitions: readonly Partition[],
): PreparedQuery {
  const { terms: asked, words, dates } = analyser.query(text, now);
  const statistics = statisticsOf(partitions);
  const known: AskedTerm[] = [];
  let allWeight = 0;
  for (const [term, share] of asked) {
    const frequency = documentFrequency(partitions, term);
    const weight = share * analyser.salience(term) * rarity(frequency, statistics.documents);
    allWeight += weight;
    if (frequency > 0) known.push({ term, weight });
  }
  const terms = known.length > MAX_TERMS ? known.toSorted((a, b) => b.weight - a.weight).slice(0, MAX_TERMS) : known;
  const totalWeight = known.length === 0 ? 0 : (weightOf(terms) * allWeight) / weightOf(known);
  return { terms, totalWeight, asked, words, dates, statistics };
}
