import { parentPort } from 'node:worker_threads';
import type { PackedVectors, VectorCalls } from '../adapters/vectorWorker/protocol.js';
import { serveCalls, type Answers } from '../adapters/workerCalls/serveCalls.js';
import { createVectorTable } from '../core/retrieval/vectors/vectorTable.js';
import type { PlacedVector } from '../ports/vectorIndex.js';

function unpack({ ids, userIds, values }: PackedVectors): PlacedVector[] {
  const length = values.length / ids.length;
  return ids.map((id, at) => ({
    id,
    userId: userIds[at] ?? '',
    values: values.subarray(at * length, (at + 1) * length),
  }));
}

function createAnswers(): Answers<VectorCalls> {
  const table = createVectorTable();
  return {
    put(vectors) {
      table.put(unpack(vectors));
      return null;
    },
    remove(ids) {
      table.remove(ids);
      return null;
    },
    search: (query) => table.search(query),
    status: () => table.status(),
  };
}

/** Hosts the vector table; see `adapters/vectorWorker` for the other end. */
if (parentPort !== null) serveCalls(parentPort, createAnswers());
