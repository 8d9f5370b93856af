import type { Analyser } from '../analysis/analyser.js';
import type { Partition } from './partition.js';
import type { TermList } from './postings.js';
import type { PreparedQuery } from './preparedQuery.js';
import { rarity } from './statistics.js';

/** How much of a document's being covered by the query adds to the query's being covered by the document. */
const DOCUMENT_SIDE = 0.35;
/** What a word in the turn before or after, or in the name of the speaker, counts beside one of the document's own. */
const LENT_WORD = 0.5;
const SPEAKER_WORD = 1;

/** Of the weight that the query asks for, the share that the document has: its own words count in full, its neighbours' in part. */
function queryCoverage(partition: Partition, slot: number, prepared: PreparedQuery): number {
  if (prepared.totalWeight === 0) return 0;
  const { columns, speakers } = partition;
  const termsAt = (at: number): Set<string> => new Set(partition.entry(at)?.terms.map((list) => list.term));
  const own = termsAt(slot);
  const lent = [columns.previous[slot] ?? -1, columns.next[slot] ?? -1].map(termsAt);
  const speaker = speakers.termsOf(columns.speaker[slot] ?? 0);
  let covered = 0;
  for (const { term, weight } of prepared.terms) {
    if (own.has(term)) covered += weight;
    else if (speaker.has(term)) covered += SPEAKER_WORD * weight;
    else if (lent.some((terms) => terms.has(term))) covered += LENT_WORD * weight;
  }
  return covered / prepared.totalWeight;
}

/** Of the weight that the document carries, the share that the query asks for. */
function documentCoverage(terms: readonly TermList[], prepared: PreparedQuery, analyser: Analyser): number {
  let covered = 0;
  let total = 0;
  for (const list of new Set(terms)) {
    const weight = analyser.salience(list.term) * rarity(list.documents, prepared.statistics.documents);
    total += weight;
    if (prepared.asked.has(list.term)) covered += weight;
  }
  return total === 0 ? 0 : covered / total;
}

/**
 * How alike a query and a document are, 0..1: the same text is near 1, a good question about it around a half,
 * what shares but a common word under 0.3. Weighted by rarity on both sides, so it compares between queries.
 */
export function similarityOf(partition: Partition, slot: number, prepared: PreparedQuery, analyser: Analyser): number {
  const entry = partition.entry(slot);
  if (entry === undefined) return 0;
  const ofQuery = queryCoverage(partition, slot, prepared);
  const ofDocument = documentCoverage(entry.terms, prepared, analyser);
  return Math.min(1, ofQuery * (1 - DOCUMENT_SIDE + DOCUMENT_SIDE * ofDocument));
}
