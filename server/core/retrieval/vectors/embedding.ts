import type { Clock } from '../../../ports/clock.js';
import type { Memory } from '../../../ports/entities.js';
import { toCoreError } from '../../../ports/errors.js';
import type { VectorIndexStatus } from '../../../ports/vectorIndex.js';
import { cosineOf } from './quantise.js';
import { createQueryVectors } from './queryVectors.js';
import type { Space } from './spaces.js';
import { createUpkeep, type UpkeepDeps } from './upkeep.js';

/** What the vectors say about a query. */
export interface VectorFindings {
  /** Exact cosines with the query, by memory: of the nearest, and of those found by words that have a vector. */
  cosines: ReadonlyMap<string, number>;
  /** Of the cosines of all the vectors searched. */
  mean: number;
  deviation: number;
  /** Vectors that were compared. */
  total: number;
}

/** What a model's vectors add to a search, kept up to date in the background. */
export interface Embedding {
  /** Vectors can be searched now, if the embedder answers. */
  readonly isOn: boolean;
  /**
   * Null where no embedder is chosen, it does not answer in time, or its vectors are not loaded yet: search goes by words
   * alone. `lexical` are the ids that the words found.
   */
  search(userId: string | null, text: string, lexical: Promise<readonly string[]>): Promise<VectorFindings | null>;
  /** These were written, those can no longer be found. Returns at once; a search that follows sees no old vector. */
  written(changed: readonly Memory[], gone: readonly string[]): void;
  /** Looks whether the model in use lacks vectors. Returns at once. */
  catchUp(): void;
  /** The space in use and what of it is in memory; null while there is none. */
  status(): Promise<(VectorIndexStatus & { space: string; isLoaded: boolean }) | null>;
  close(): Promise<void>;
}

export type EmbeddingDeps = UpkeepDeps & { clock: Clock };

/** The nearest by rough cosines whose exact ones are read: their order within differs in the last places only. */
const CANDIDATES = 120;
/** Longer queries say no more to a model. */
const LONGEST_QUERY = 2_000;

export function createEmbedding({ clock, ...deps }: EmbeddingDeps): Embedding {
  const { store, models, log } = deps;
  const upkeep = createUpkeep(deps);
  const queries = createQueryVectors({
    models,
    clock,
    log,
    answered: () => upkeep.answered(),
    changed: () => upkeep.catchUp(),
  });

  const compare = async (
    space: Space,
    userId: string | null,
    values: Float32Array,
    lexical: Promise<readonly string[]>,
  ): Promise<VectorFindings> => {
    const [{ ids, mean, deviation, total }, byWords] = await Promise.all([
      space.index.search({ userId, values, limit: CANDIDATES }),
      lexical,
    ]);
    const stored = await store.getVectors(userId, space.name, [...new Set([...ids, ...byWords])]);
    const cosines = new Map(stored.map((vector) => [vector.memoryId, cosineOf(vector.values, values)]));
    return { cosines, mean, deviation, total };
  };

  return {
    get isOn() {
      return upkeep.space?.isLoaded === true;
    },
    async search(userId, text, lexical) {
      const { space } = upkeep;
      if (!space?.isLoaded || text.trim() === '') {
        if (!space) upkeep.catchUp();
        return null;
      }
      const values = await queries.of(space.model, text.slice(0, LONGEST_QUERY));
      if (!values) return null;
      if (values.length !== space.dimension) {
        queries.forget();
        upkeep.otherLength(space.model);
        return null;
      }
      try {
        return await compare(space, userId, values, lexical);
      } catch (error) {
        const { code } = toCoreError(error);
        log.debug('The search goes by words alone', { code });
        if (code === 'unavailable' && upkeep.space === space) upkeep.lost();
        return null;
      }
    },
    written: (changed, gone) => upkeep.written(changed, gone),
    catchUp: () => upkeep.catchUp(),
    async status() {
      const { space } = upkeep;
      return space && { ...(await space.index.status()), space: space.name, isLoaded: space.isLoaded };
    },
    close: () => upkeep.close(),
  };
}
