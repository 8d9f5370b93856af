import type { Memory } from '../../ports/entities.js';
import type { HitKind } from '../../ports/searchIndex.js';
import type { JsonObject } from '../../ports/json.js';

export interface SearchRequest {
  text: string;
  /** null = every user: only for the documented cases. */
  userId: string | null;
  appIds?: string[] | undefined;
  kinds?: readonly HitKind[] | undefined;
  sessionId?: string | undefined;
  /** Inclusive, epoch ms, on the time told of. */
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  explain?: boolean | undefined;
}

export interface MemoryHit {
  memory: Memory;
  /** Relevance; only its order within one answer means something. */
  score: number;
  /** 0..1, comparable between queries. */
  similarity: number;
}

/** A thing found, whatever its kind. */
export interface Hit {
  id: string;
  kind: HitKind;
  text: string;
  score: number;
  similarity: number;
  app: string;
  sessionId: string | null;
  createdAt: number;
  toldAt: number;
  metadata: JsonObject;
  explanation?: { reason: string; weight: number }[] | undefined;
}

/** OmniMemory's documented scores of a hit. */
export interface ScoredHit extends MemoryHit {
  recency: number;
  importance: number;
  composite: number;
}

/** Finding, over everything that may be found. Any text is a legal query. */
export interface Retrieval {
  /** Best first. */
  search(request: SearchRequest): Promise<Hit[]>;
  /** The same over memories alone, with their rows. */
  searchMemories(request: SearchRequest): Promise<MemoryHit[]>;
  /** Memories by OmniMemory's composite score, both thresholds applied. */
  searchComposite(request: SearchRequest & { similarityThreshold: number }): Promise<ScoredHit[]>;
  /** Resolves once everything stored can be found. */
  ready(): Promise<void>;
}
