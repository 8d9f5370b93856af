import type { Partition } from './partition.js';

/** What is known of the collection that is searched: one user's, or all users' taken together. */
export interface Statistics {
  documents: number;
  averageSessionLength: number;
}

/** What a query is weighed by. */
export interface Collection {
  readonly statistics: Statistics;
  /** Documents that have the term. */
  frequencyOf(term: string): number;
  /** Longer and shorter forms of a word that are there. */
  formsOf(term: string): string[];
  /** Words that are there and that a slip of the hand turns into this one. */
  spellingsOf(term: string): string[];
}

/** All that partitions hold, together. */
export function collectionOf(partitions: readonly Partition[]): Collection {
  return {
    statistics: statisticsOf(partitions),
    frequencyOf: (term) =>
      partitions.reduce((total, { vocabulary }) => total + vocabulary.documentsOf(vocabulary.numberOf(term)), 0),
    formsOf: (term) => partitions.flatMap(({ vocabulary }) => vocabulary.formsOf(term)),
    spellingsOf: (term) => partitions.flatMap(({ vocabulary }) => vocabulary.spellingsOf(term)),
  };
}

function statisticsOf(partitions: readonly Partition[]): Statistics {
  const sum = (value: (partition: Partition) => number): number =>
    partitions.reduce((total, partition) => total + value(partition), 0);
  return {
    documents: sum((partition) => partition.size),
    averageSessionLength:
      sum((p) => p.sessions.totalLength) /
      Math.max(
        1,
        sum((p) => p.sessions.count),
      ),
  };
}

/** Documents that a young collection is taken to have beside its own, so that rarity means something from the first memory on. */
const PRIOR_DOCUMENTS = 100;

/** Inverse document frequency (Robertson & Zaragoza 2009, smoothed): never negative, about equal for all terms while documents are few. */
export function rarity(frequency: number, documents: number): number {
  return Math.log(1 + (documents + PRIOR_DOCUMENTS - frequency + 0.5) / (frequency + 0.5));
}
