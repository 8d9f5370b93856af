import { toCoreError } from '../../../ports/errors.js';
import type { Log } from '../../../ports/log.js';
import type { Store } from '../../../ports/store.js';
import type { ChosenEmbedder, Models } from '../../model/models.js';
import { createVectorIndex, type VectorHit, type VectorIndex } from './vectorIndex.js';

/** What a model's vectors add to a search, kept up to date in the background. */
export interface Embedding {
  /** Empty where no embedder is chosen or answers now: search goes by words alone. `total` = vectors that were compared. */
  search(userId: string | null, text: string, limit: number): Promise<{ hits: VectorHit[]; total: number }>;
  /** Memories were written or removed: places what has no vector yet. Returns at once. */
  catchUp(removed?: readonly string[]): void;
  close(): Promise<void>;
}

export interface EmbeddingDeps {
  store: Store;
  models: Models;
  log: Log;
}

const QUERY_TIMEOUT_MS = 2_000;
const BATCH = 32;
const LOAD_BATCH = 1_000;
/** Queries whose vectors are kept: people and agents ask the same thing again. */
const CACHED_QUERIES = 512;
/** An embedding of more than this says little about any of it. */
const LONGEST_TEXT = 8_000;

interface Loaded {
  model: string;
  index: VectorIndex;
}

export function createEmbedding({ store, models, log }: EmbeddingDeps): Embedding {
  const closing = new AbortController();
  const queries = new Map<string, Float32Array>();
  let loaded: Loaded | null = null;
  let working: Promise<void> | null = null;
  let isAskedAgain = false;

  /** The vectors of the model in use; another model starts with what is stored of it. */
  const load = async (model: string): Promise<Loaded> => {
    if (loaded?.model === model) return loaded;
    const fresh = { model, index: await loadVectors(store, model) };
    queries.clear();
    loaded = fresh;
    return fresh;
  };

  const placeBatch = async (embedder: ChosenEmbedder, index: VectorIndex): Promise<boolean> => {
    const memories = await store.listUnembedded(embedder.name, BATCH);
    if (memories.length === 0 || closing.signal.aborted) return false;
    const vectors = await embedder.embed(
      memories.map(({ content }) => content.slice(0, LONGEST_TEXT) || ' '),
      closing.signal,
    );
    const placed = memories.flatMap((memory, at) => {
      const values = vectors[at];
      return values ? [{ memoryId: memory.id, userId: memory.userId, model: embedder.name, values }] : [];
    });
    await store.commit(placed.map((vector) => ({ kind: 'vector.put', vector })));
    for (const { memoryId, userId, values } of placed) index.put({ id: memoryId, userId, values });
    return placed.length === memories.length;
  };

  const work = async (): Promise<void> => {
    try {
      const embedder = await models.embedder();
      if (!embedder) return;
      const { index } = await load(embedder.name);
      while (await placeBatch(embedder, index));
    } catch (error) {
      log.debug('Embeddings wait for the next write', { code: toCoreError(error).code });
    }
  };

  const catchUp = (): void => {
    isAskedAgain = working !== null;
    if (isAskedAgain || closing.signal.aborted) return;
    working = work().finally(() => {
      working = null;
      if (isAskedAgain) catchUp();
    });
  };

  const placeQuery = async (embedder: ChosenEmbedder, text: string): Promise<Float32Array | undefined> => {
    const known = queries.get(text);
    if (known) return known;
    const [values] = await embedder.embed([text], AbortSignal.timeout(QUERY_TIMEOUT_MS));
    if (queries.size >= CACHED_QUERIES) queries.clear();
    if (values) queries.set(text, values);
    return values;
  };

  return {
    async search(userId, text, limit) {
      try {
        const embedder = await models.embedder();
        if (!embedder || text.trim() === '') return { hits: [], total: 0 };
        const { index } = await load(embedder.name);
        const query = index.size === 0 ? undefined : await placeQuery(embedder, text.slice(0, LONGEST_TEXT));
        return { hits: query ? await index.search(userId, query, limit) : [], total: index.size };
      } catch (error) {
        log.debug('The search goes by words alone', { code: toCoreError(error).code });
        return { hits: [], total: 0 };
      }
    },
    catchUp(removed = []) {
      loaded?.index.remove(removed);
      catchUp();
    },
    async close() {
      closing.abort();
      await working;
    },
  };
}

async function loadVectors(store: Store, model: string): Promise<VectorIndex> {
  const index = createVectorIndex();
  for (let cursor: number | null = 0; cursor !== null;) {
    const batch: Awaited<ReturnType<Store['scanVectors']>> = await store.scanVectors(model, cursor, LOAD_BATCH);
    for (const { memoryId, userId, values } of batch.items) index.put({ id: memoryId, userId, values });
    cursor = batch.cursor;
  }
  return index;
}
