import type { Analyser } from '../analysis/analyser.js';
import type { MatchedTerm } from './matching.js';
import type { Searchable } from './searchable.js';
import type { PreparedQuery } from './preparedQuery.js';
import { dateCloseness } from './ranking.js';
import type { Found } from './ranking.js';
import { rarity } from './statistics.js';

/** How much of a document's being covered by the query adds to the query's being covered by the document. */
const DOCUMENT_SIDE = 0.35;
/** What a word in the turn before or after counts beside one of the document's own. */
const LENT_WORD = 0.5;

/** How well the best form of a term among these stands for it, 0..1. */
function bestShare({ forms }: MatchedTerm, among: ReadonlySet<number>): number {
  let best = 0;
  for (const { number, share } of forms) if (share > best && among.has(number)) best = share;
  return best;
}

/** Of the weight that the query asks for, the share that the document has: its own words count in full, its neighbours' in part. */
function queryCoverage(
  partition: Searchable,
  slot: number,
  matched: readonly MatchedTerm[],
  prepared: PreparedQuery,
): number {
  if (prepared.totalWeight === 0) return 0;
  const { columns, speakers } = partition;
  const termsAt = (at = -1): Set<number> => new Set(at < 0 ? [] : partition.termsAt(at));
  const own = termsAt(slot);
  const lent = [columns.previous[slot], columns.next[slot]].map(termsAt);
  const speaker = speakers.termsOf(columns.speaker[slot] ?? 0);
  let covered = prepared.dateWeight * dateCloseness(columns, slot, prepared.dates);
  for (const term of matched) {
    const fromSpeaker = speaker.has(term.term) ? 1 : 0;
    const fromNeighbours = LENT_WORD * Math.max(...lent.map((terms) => bestShare(term, terms)));
    covered += term.weight * Math.max(bestShare(term, own), fromSpeaker, fromNeighbours);
  }
  return covered / prepared.totalWeight;
}

/** Of the weight that the document carries, the share that the query asks for. */
function documentCoverage(partition: Searchable, slot: number, prepared: PreparedQuery, analyser: Analyser): number {
  const { vocabulary } = partition;
  let covered = 0;
  let total = 0;
  for (const number of new Set(partition.termsAt(slot))) {
    const term = vocabulary.termOf(number);
    const weight = analyser.salience(term) * rarity(vocabulary.documentsOf(number), prepared.statistics.documents);
    total += weight;
    if (prepared.asked.has(term)) covered += weight;
  }
  return total === 0 ? 0 : covered / total;
}

/**
 * How alike a query and a document are, 0..1: the same text is near 1, a good question about it around a half,
 * what shares but a common word under 0.3. Weighted by rarity on both sides, so it compares between queries.
 */
export function similarityOf(
  { partition, slot, matched }: Pick<Found, 'partition' | 'slot' | 'matched'>,
  prepared: PreparedQuery,
  analyser: Analyser,
): number {
  const ofQuery = queryCoverage(partition, slot, matched, prepared);
  const ofDocument = documentCoverage(partition, slot, prepared, analyser);
  return Math.min(1, ofQuery * (1 - DOCUMENT_SIDE + DOCUMENT_SIDE * ofDocument));
}
