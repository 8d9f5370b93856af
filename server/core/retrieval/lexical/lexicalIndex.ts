import type { IndexDocument, IndexHit, IndexQuery, IndexStatus } from '../../../ports/searchIndex.js';
import { createAnalyser } from '../analysis/analyser.js';
import type { QueryTerms } from '../analysis/analyser.js';
import { dayOf } from '../analysis/calendar.js';
import type { DayRange } from '../analysis/calendar.js';
import { STATE_QUESTION } from './columns.js';
import { createScratch, fitScratch, scoreSessions, scoreTurns } from './matching.js';
import type { WeightedTerm } from './matching.js';
import { createPartition } from './partition.js';
import type { Partition } from './partition.js';
import { rarity } from './statistics.js';
import { DEFAULT_WEIGHTS } from './weights.js';
import type { Weights } from './weights.js';

export interface LexicalIndex {
  put(documents: IndexDocument[]): void;
  remove(ids: string[]): void;
  search(query: IndexQuery): IndexHit[];
  status(): IndexStatus;
}
const MAX_QUERY_TERMS = 64;

export function createLexicalIndex(weights: Weights = DEFAULT_WEIGHTS): LexicalIndex {
  const analyser = createAnalyser();
  const partitions = new Map<string, Partition>();
  const places = new Map<string, { userId: string; slot: number }>();
  let arrivals = 0;
  let scratch = createScratch();

  const remove = (id: string): void => {
    const place = places.get(id);
    if (place === undefined) return;
    places.delete(id);
    const partition = partitions.get(place.userId);
    partition?.remove(place.slot);
    if (partition?.size === 0) partitions.delete(place.userId);
  };

  const searchPartition = (partition: Partition, asked: QueryTerms, query: IndexQuery): IndexHit[] => {
    const terms: WeightedTerm[] = [];
    const n = partition.size;
    for (const [term, w] of asked.terms) {
      const list = partition.postings.find(term);
      if (list === undefined) continue;
      terms.push({ list, weight: w * analyser.salience(term) * rarity(list.documents, n) });
    }
    scratch = fitScratch(scratch, partition.columns.capacity);
    const c = partition.columns;
    const found = scoreTurns(partition, terms, partition.totalLength / n, weights, scratch);
    let sessLen = 0; let ns = 0;
    for (let i = 0; i < partition.sessions.limit; i++) { const s = partition.sessions.get(i); if (s) { sessLen += s.length; ns++; } }
    if (ns > 0) scoreSessions(partition, terms, sessLen / ns, weights, scratch);
    const named = partition.speakers.named(asked.words);
    const hits: IndexHit[] = [];
    for (let i = 0; i < found; i++) {
      const slot = scratch.scored[i]!;
      let score = scratch.scores[slot]!;
      scratch.scores[slot] = 0;
      const s = c.session[slot]!;
      if (s >= 0) score += weights.session * scratch.sessionScores[s]!;
      if (named.size > 0 && named.has(c.speaker[slot]!)) score *= 1 + weights.speaker;
      if (c.state[slot] === STATE_QUESTION) score *= 1 - weights.question;
      if (asked.dates.length > 0) score *= 1 + weights.date * closeness(asked.dates[0]!, c.fromDay[slot]!, c.toDay[slot]!);
      const entry = partition.entry(slot)!;
      hits.push({ id: entry.id, kind: entry.kind, score, similarity: 0 });
    }
    scratch.sessionScores.fill(0, 0, partition.sessions.limit);
    return hits;
  };

  return {
    put(documents) {
      for (const document of documents) {
        remove(document.id);
        const partition = partitions.get(document.userId) ?? createPartition(analyser);
        partitions.set(document.userId, partition);
        places.set(document.id, { userId: document.userId, slot: partition.add(document, arrivals++) });
      }
    },
    remove(ids) {
      ids.forEach(remove);
    },
    search(query) {
      const asked = analyser.query(query.text, query.now);
      const hits: IndexHit[] = [];
      for (const [userId, partition] of partitions) if (query.userId === null || query.userId === userId) hits.push(...searchPartition(partition, asked, query));
      return hits.sort((a, b) => b.score - a.score).slice(0, query.limit);
    },
    status: () => ({ documents: places.size, bytes: 0 }),
  };
}

function closeness(asked: DayRange, from: number, to: number): number {
  const gap = Math.max(asked.from - to, from - asked.to, 0);
  return Math.exp(-gap / 7);
}
void dayOf;
void MAX_QUERY_TERMS;
