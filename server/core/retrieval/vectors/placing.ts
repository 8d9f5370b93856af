import type { Memory } from '../../../ports/entities.js';
import { CoreError } from '../../../ports/errors.js';
import type { Log } from '../../../ports/log.js';
import type { Change, Store } from '../../../ports/store.js';
import type { ChosenEmbedder } from '../../model/models.js';
import type { Changes } from './changes.js';
import { isUsable } from './quantise.js';
import { SAMPLE_TEXT, toPlaced, type Space } from './spaces.js';

/** Gives memories their vectors: the model's answer into the store, then from there into the index. */
export interface Placing {
  /** Those that the model cannot place are left out until the next start. Throws when the embedder is away. */
  place(memories: readonly Memory[], embedder: ChosenEmbedder, space: Space, signal: AbortSignal): Promise<void>;
  /** Puts what the store has of these into the index, takes out the rest, and returns what has no vector yet. */
  restore(ids: readonly string[], space: Space): Promise<Memory[]>;
  isLeftOut(memory: Memory): boolean;
  readonly leftOut: number;
}

export interface PlacingDeps {
  store: Pick<Store, 'commit' | 'getVectors' | 'getMemories'>;
  changes: Changes;
  log: Log;
  isFindable: (memory: Memory) => boolean;
  /** The model has sent vectors of another length than the space's. */
  otherLength: (model: string) => void;
}

/** An embedding of more than this says little about any of it; one that is refused is tried with less. */
const LENGTHS = [8_000, 1_500] as const;

export function createPlacing({ store, changes, log, isFindable, otherLength }: PlacingDeps): Placing {
  /** What the model cannot place: the hashes of the texts by memory. */
  const leftOut = new Map<string, string>();

  const leaveOut = ({ id, hash }: Memory): void => {
    if (leftOut.size === 0) log.warn('The embedder cannot place every memory; the others are found by words alone');
    leftOut.set(id, hash);
  };

  const putIntoIndex = async (
    ids: string[],
    space: Space,
    isChanged: (id: string) => boolean,
  ): Promise<Set<string>> => {
    const stored = await store.getVectors(null, space.name, ids);
    const fresh = stored.filter(({ memoryId }) => !isChanged(memoryId));
    if (fresh.length > 0) await space.index.put(fresh.map(toPlaced));
    return new Set(stored.map(({ memoryId }) => memoryId));
  };

  return {
    place: (memories, embedder, space, signal) =>
      changes.during(async (isChanged) => {
        const vectors = await embed(memories, embedder, signal);
        const placed: Change[] = [];
        for (const [at, memory] of memories.entries()) {
          const values = vectors[at];
          if (values && values.length !== space.dimension) {
            otherLength(embedder.name);
            throw new CoreError('upstream_failed', `${embedder.name} sends vectors of another length than before`);
          }
          if (!values || !isUsable(values, space.dimension)) leaveOut(memory);
          else {
            const vector = { memoryId: memory.id, userId: memory.userId, space: space.name, values };
            placed.push({ kind: 'vector.put', vector, hash: memory.hash });
          }
        }
        if (placed.length === 0) return;
        await store.commit(placed);
        await putIntoIndex(
          memories.map(({ id }) => id),
          space,
          isChanged,
        );
      }),
    restore: (ids, space) =>
      changes.during(async (isChanged) => {
        const stored = await putIntoIndex([...ids], space, isChanged);
        const missing = ids.filter((id) => !stored.has(id));
        if (missing.length > 0) await space.index.remove(missing);
        return (await store.getMemories(null, missing)).filter((memory) => isFindable(memory));
      }),
    isLeftOut: ({ id, hash }) => leftOut.get(id) === hash,
    get leftOut() {
      return leftOut.size;
    },
  };
}

/** Some servers refuse an empty text; a space has an embedding. */
const textOf = ({ content }: Memory, length: number): string => content.slice(0, length) || ' ';

/** Null for what the model cannot place. */
async function embed(
  memories: readonly Memory[],
  embedder: ChosenEmbedder,
  signal: AbortSignal,
): Promise<(Float32Array | null)[]> {
  const texts = memories.map((memory) => textOf(memory, LENGTHS[0]));
  try {
    return await embedder.embed(texts, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    await assertAnswers(embedder, signal);
    return embedSingly(memories, embedder, signal);
  }
}

/** One by one, for when a batch failed though the embedder answers: one of its texts cannot be placed. */
async function embedSingly(
  memories: readonly Memory[],
  embedder: ChosenEmbedder,
  signal: AbortSignal,
): Promise<(Float32Array | null)[]> {
  const vectors: (Float32Array | null)[] = [];
  for (const memory of memories) {
    let found: Float32Array | null = null;
    for (const length of LENGTHS) found ??= await embedOne(textOf(memory, length), embedder, signal);
    vectors.push(found);
  }
  return vectors;
}

async function embedOne(text: string, embedder: ChosenEmbedder, signal: AbortSignal): Promise<Float32Array | null> {
  try {
    const [values] = await embedder.embed([text], signal);
    return values ?? null;
  } catch (error) {
    if (signal.aborted) throw error;
    // Whose fault is it? The embedder's if it cannot place any text now.
    await assertAnswers(embedder, signal);
    return null;
  }
}

async function assertAnswers(embedder: ChosenEmbedder, signal: AbortSignal): Promise<void> {
  await embedder.embed([SAMPLE_TEXT], signal);
}
