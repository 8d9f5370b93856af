import type { Partition } from './partition.js';

/** What is known of the collection that is searched: one user's, or all users' taken together. */
export interface Statistics {
  documents: number;
  averageSessionLength: number;
}

export function statisticsOf(partitions: readonly Partition[]): Statistics {
  const sum = (value: (partition: Partition) => number): number =>
    partitions.reduce((total, partition) => total + value(partition), 0);
  const documents = sum((partition) => partition.size);
  return {
    documents,
    averageSessionLength:
      sum((p) => p.sessions.totalLength) /
      Math.max(
        1,
        sum((p) => p.sessions.count),
      ),
  };
}

/** Living documents that have the term, over all partitions. */
export function documentFrequency(partitions: readonly Partition[], term: string): number {
  return partitions.reduce((total, { vocabulary }) => total + vocabulary.documentsOf(vocabulary.numberOf(term)), 0);
}

/** Documents that a young collection is taken to have beside its own, so that rarity means something from the first memory on. */
const PRIOR_DOCUMENTS = 100;

/** Inverse document frequency (Robertson & Zaragoza 2009, smoothed): never negative, about equal for all terms while documents are few. */
export function rarity(frequency: number, documents: number): number {
  return Math.log(1 + (documents + PRIOR_DOCUMENTS - frequency + 0.5) / (frequency + 0.5));
}
