import {
  HIT_KINDS,
  type IndexDocument,
  type IndexHit,
  type IndexQuery,
  type IndexStatus,
} from '../../../ports/searchIndex.js';
import { createAnalyser } from '../analysis/analyser.js';
import { explain } from './explanation.js';
import { createPartition } from './partition.js';
import type { Partition, SavedPartition } from './partition.js';
import { prepareQuery } from './preparedQuery.js';
import type { PreparedQuery } from './preparedQuery.js';
import { rankPartition } from './ranking.js';
import type { Found } from './ranking.js';
import { createScratch, fitScratch } from './scratch.js';
import { similarityOf } from './similarity.js';
import { collectionOf } from './statistics.js';
import { createTopList } from './topList.js';
import { DEFAULT_WEIGHTS } from './weights.js';
import type { Weights } from './weights.js';

/** The engine behind the port `SearchIndex`, in this thread and synchronous. */
export interface LexicalIndex {
  put(documents: readonly IndexDocument[]): void;
  remove(ids: readonly string[]): void;
  search(query: IndexQuery): IndexHit[];
  status(): IndexStatus;
  /** All of it, for `createLexicalIndex` to go on from. */
  save(): SavedIndex;
}

export interface SavedIndex {
  /** With the user that each belongs to. */
  partitions: [userId: string, SavedPartition][];
  arrivals: number;
}

/** Where a document is kept. */
interface Place {
  userId: string;
  partition: Partition;
  slot: number;
}

/** Makes an empty index: one partition per user, so that neither cost nor rarity depends on what others keep. */
export function createLexicalIndex(saved?: SavedIndex, weights: Weights = DEFAULT_WEIGHTS): LexicalIndex {
  const analyser = createAnalyser();
  const partitions = new Map<string, Partition>();
  const places = new Map<string, Place>();
  let arrivals = saved?.arrivals ?? 0;
  let scratch = createScratch(0);

  for (const [userId, savedPartition] of saved?.partitions ?? []) {
    const partition = createPartition(analyser, savedPartition);
    partitions.set(userId, partition);
    for (const [slot, id] of savedPartition.ids.entries()) if (id !== '') places.set(id, { userId, partition, slot });
  }

  const partitionOf = (userId: string): Partition => {
    const partition = partitions.get(userId) ?? createPartition(analyser);
    partitions.set(userId, partition);
    return partition;
  };

  const remove = (id: string): void => {
    const place = places.get(id);
    if (place === undefined) return;
    places.delete(id);
    place.partition.remove(place.slot);
    if (place.partition.size === 0) partitions.delete(place.userId);
  };

  const put = (document: IndexDocument): void => {
    const { id, userId } = document;
    // What is replaced keeps its place among what was told at the same time.
    const place = places.get(id);
    const arrival = place?.partition.columns.arrival[place.slot] ?? arrivals++;
    remove(id);
    const partition = partitionOf(userId);
    places.set(id, { userId, partition, slot: partition.add(document, arrival) });
  };

  const searched = (userId: string | null): Partition[] => {
    if (userId === null) return [...partitions.values()];
    const partition = partitions.get(userId);
    return partition === undefined ? [] : [partition];
  };

  const toHit = (found: Found, prepared: PreparedQuery, isExplained: boolean | undefined): IndexHit => {
    const { partition, slot, score } = found;
    const kind = HIT_KINDS[partition.columns.kind[slot] ?? 0] ?? 'memory';
    const hit = { id: partition.idOf(slot), kind, score, similarity: similarityOf(found, prepared, analyser) };
    return isExplained === true ? { ...hit, explanation: explain(found, weights) } : hit;
  };

  return {
    put(documents) {
      documents.forEach(put);
    },
    remove(ids) {
      ids.forEach(remove);
    },
    search(query) {
      const among = searched(query.userId);
      const asked = analyser.query(query.text, query.now);
      const prepared = prepareQuery(analyser, asked, collectionOf(among), weights);
      const best = createTopList<Found>(query.limit);
      for (const partition of among) {
        scratch = fitScratch(scratch, partition.columns.capacity);
        rankPartition(partition, prepared, query, weights, scratch, best);
      }
      return best.sorted().map((found) => toHit(found, prepared, query.explain));
    },
    status() {
      let bytes = 0;
      for (const partition of partitions.values()) bytes += partition.bytes();
      return { documents: places.size, bytes };
    },
    save: () => ({
      partitions: Array.from(partitions, ([userId, partition]) => [userId, partition.save()]),
      arrivals,
    }),
  };
}
