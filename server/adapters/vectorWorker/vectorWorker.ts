import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { PlacedVector, VectorIndex } from '../../ports/vectorIndex.js';
import { createWorkerCalls } from '../workerCalls/workerCalls.js';
import type { PackedVectors, VectorCalls } from './protocol.js';

/** A vector index in a worker thread: comparing a hundred thousand vectors never holds up the service. */
export async function createVectorWorker({ workerFile, log }: { workerFile: string; log: Log }): Promise<VectorIndex> {
  const { ask, close } = createWorkerCalls<VectorCalls>({ workerFile, name: 'vector index', log });
  // Only an answer proves that it started.
  await ask('status', null);
  return {
    async put(vectors) {
      const packed = pack(vectors);
      await ask('put', packed, [packed.values.buffer as ArrayBuffer]);
    },
    async remove(ids) {
      await ask('remove', ids);
    },
    search: (query) => ask('search', query),
    status: () => ask('status', null),
    close,
  };
}

/** One buffer is handed over faster than many. */
function pack(vectors: readonly PlacedVector[]): PackedVectors {
  const length = vectors[0]?.values.length ?? 0;
  if (vectors.some((vector) => vector.values.length !== length))
    throw new CoreError('invalid_input', 'Vectors of one call have one length');
  const values = new Float32Array(vectors.length * length);
  vectors.forEach((vector, at) => values.set(vector.values, at * length));
  return { ids: vectors.map(({ id }) => id), userIds: vectors.map(({ userId }) => userId), values };
}
