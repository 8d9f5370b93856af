import type { Clock } from '../../ports/clock.js';
import type { Memory } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { HitKind, IndexQuery, SearchIndex } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import type { Limits } from '../limits.js';
import type { Acting } from '../people/acting.js';
import { fuse, type FusedHit } from './vectors/fuse.js';
import type { Embedding } from './vectors/embedding.js';
import { readRows, shownOf, type FoundRow, type MomentPlace } from './rows.js';
import { compositeScore, importanceOf, recencyOf } from './composite.js';

/** What is searched for; "yesterday" in it counts from the service's own clock. */
export type SearchRequest = Omit<IndexQuery, 'now'>;

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
  /** Of what was read from the screen. */
  moment?: MomentPlace | undefined;
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

/** The words' hits whose vectors are looked at: the answer must not depend on how much of it is asked for. */
const FUSED = 50;
/** What is kept as a memory. */
const MEMORY_KINDS: readonly HitKind[] = ['memory', 'activity'];
/** Composite scores re-rank at most this many of the most similar. */
const RERANKED = 100;

export interface RetrievalDeps {
  store: Store;
  index: SearchIndex;
  embedding: Pick<Embedding, 'search' | 'isOn'>;
  acting: Acting;
  limits: Limits;
  clock: Clock;
  /** Resolves once the index holds all that is stored. */
  ready: () => Promise<void>;
}

/** What the words find and, where an embedder answers, what the vectors do; best first. */
async function find({ index, embedding, clock }: RetrievalDeps, request: SearchRequest): Promise<FusedHit[]> {
  const limit = embedding.isOn ? Math.max(FUSED, request.limit) : request.limit;
  const searched = index.search({ ...request, limit, now: clock.now() });
  const ids = searched.then(
    (hits) => hits.map(({ id }) => id),
    () => [],
  );
  const [lexical, vectors] = await Promise.all([searched, embedding.search(request.userId, request.text, ids)]);
  return vectors ? fuse(lexical, vectors, request.explain) : lexical;
}

export function createRetrieval(deps: RetrievalDeps): Retrieval {
  const { store, acting, limits, clock, ready } = deps;
  const appNames = new Map<string, string>();
  const nameOf = async (appId: string): Promise<string> => {
    const known = appNames.get(appId);
    if (known !== undefined) return known;
    const name = (await store.getApp(appId))?.name ?? '';
    appNames.set(appId, name);
    return name;
  };

  /** What was found and the store still holds as findable: a stale entry of an index shows nothing. */
  const searchRows = async (asked: SearchRequest): Promise<{ found: FusedHit; row: FoundRow }[]> => {
    const request = { ...asked, userId: acting.scope(asked.userId) };
    await ready();
    const found = await find(deps, request);
    const rows = await readRows(store, request, found);
    const hits = found.flatMap((hit) => {
      const row = rows.get(hit.id);
      return row ? [{ found: hit, row }] : [];
    });
    return hits.slice(0, request.limit);
  };

  const searchMemories = async (request: SearchRequest): Promise<MemoryHit[]> => {
    const hits = await searchRows({ ...request, kinds: MEMORY_KINDS });
    return hits.flatMap(({ row, found: { score, similarity } }) =>
      'state' in row ? [{ memory: row, score, similarity }] : [],
    );
  };

  return {
    ready,
    searchMemories,
    async search(request) {
      const hits = await searchRows(request);
      return Promise.all(
        hits.map(async ({ row, found: { score, similarity, explanation } }): Promise<Hit> => ({
          ...shownOf(row),
          score,
          similarity,
          app: await nameOf(row.appId),
          explanation,
        })),
      );
    },
    async searchComposite({ similarityThreshold, ...request }) {
      const hits = await searchMemories({
        ...request,
        limit: Math.min(3 * request.limit, RERANKED),
      });
      return hits
        .filter(({ similarity }) => similarity >= similarityThreshold)
        .map(({ memory, score, similarity }) => {
          const recency = recencyOf(memory, clock.now());
          const importance = importanceOf(memory.facets);
          return {
            memory,
            score,
            similarity,
            recency,
            importance,
            composite: compositeScore(similarity, recency, importance),
          };
        })
        .filter(({ composite }) => composite >= limits.compositeThreshold)
        .sort((a, b) => b.composite - a.composite)
        .slice(0, request.limit);
    },
  };
}
