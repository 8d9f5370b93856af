import { CoreError, toCoreError } from '../../../ports/errors.js';
import type { Log } from '../../../ports/log.js';
import type { Store, StoredVector } from '../../../ports/store.js';
import type { VectorIndex, VectorSpace } from '../../../ports/vectorIndex.js';
import type { ChosenEmbedder } from '../../model/models.js';
import { isUsable } from './quantise.js';
import type { Changes } from './changes.js';

/** The vectors of one model at one length: only they can be compared with each other. */
export interface Space extends VectorSpace {
  /** `provider:model`; its name is this and the length. */
  model: string;
  index: VectorIndex;
  /** All that was stored is in the index. */
  isLoaded: boolean;
}

/** The space in use. Opening is never called twice at once. */
export interface Spaces {
  readonly current: Space | null;
  /** The space of that model; where it is another one than before, its stored vectors load in the background. */
  open(embedder: ChosenEmbedder, signal: AbortSignal): Promise<Space>;
  /** The model no longer sends vectors of the length it sent: the next opening asks it again. */
  doubt(): void;
  /** Its vectors are compared no more, and leave memory. */
  drop(): Promise<void>;
}

export interface SpacesDeps {
  store: Pick<Store, 'scanVectors'>;
  openIndex: (space: VectorSpace) => Promise<VectorIndex>;
  changes: Changes;
  log: Log;
}

const LOAD_BATCH = 500;
/** What any embedder can place; the length of its vector is that of all. */
export const SAMPLE_TEXT = 'memory';

export function createSpaces({ store, openIndex, changes, log }: SpacesDeps): Spaces {
  let current: Space | null = null;
  let isDoubtful = false;

  const load = async (space: Space): Promise<void> => {
    const isStill = (): boolean => current === space;
    if (space.index.load) {
      await space.index.load();
      space.isLoaded = isStill();
      return;
    }
    await changes.during(async (isChanged) => {
      let cursor: number | null = 0;
      while (cursor !== null && isStill()) {
        const batch: { items: StoredVector[]; cursor: number | null } = await store.scanVectors(
          space.name,
          cursor,
          LOAD_BATCH,
        );
        const fresh = batch.items.filter(({ memoryId }) => !isChanged(memoryId));
        if (fresh.length > 0 && isStill()) await space.index.put(fresh.map(toPlaced));
        cursor = batch.cursor;
      }
    });
    space.isLoaded = isStill();
  };

  const drop = async (): Promise<void> => {
    const dropped = current;
    current = null;
    await dropped?.index.close();
  };

  return {
    get current() {
      return current;
    },
    async open(embedder, signal) {
      if (current?.model === embedder.name && !isDoubtful) return current;
      const dimension = await dimensionOf(embedder, signal);
      isDoubtful = false;
      const name = `${embedder.name}/${dimension}`;
      if (current?.name === name) return current;
      await drop();
      const space: Space = {
        name,
        model: embedder.name,
        dimension,
        index: await openIndex({ name, dimension }),
        isLoaded: false,
      };
      current = space;
      load(space).catch((error: unknown) => {
        if (current !== space) return;
        log.warn('The stored vectors could not be loaded', { code: toCoreError(error).code });
        void drop();
      });
      return space;
    },
    doubt() {
      isDoubtful = true;
    },
    drop,
  };
}

export const toPlaced = ({ memoryId, userId, values }: StoredVector) => ({ id: memoryId, userId, values });

async function dimensionOf(embedder: ChosenEmbedder, signal: AbortSignal): Promise<number> {
  const [values] = await embedder.embed([SAMPLE_TEXT], signal);
  if (!values || !isUsable(values, values.length))
    throw new CoreError('upstream_failed', `${embedder.name} sends no usable vectors`);
  return values.length;
}
