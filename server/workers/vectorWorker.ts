import { parentPort } from 'node:worker_threads';
import type { PackedVectors, VectorReply, VectorRequest } from '../adapters/vectorWorker/protocol.js';
import { createVectorTable, type VectorTable } from '../core/retrieval/vectors/vectorTable.js';
import type { PlacedVector } from '../ports/vectorIndex.js';

function unpack({ ids, userIds, values }: PackedVectors): PlacedVector[] {
  const length = values.length / ids.length;
  return ids.map((id, at) => ({
    id,
    userId: userIds[at] ?? '',
    values: values.subarray(at * length, (at + 1) * length),
  }));
}

function answer(table: VectorTable, request: VectorRequest): VectorReply {
  const { number } = request;
  switch (request.call) {
    case 'put':
      table.put(unpack(request.argument));
      return { number, ok: true, answer: null };
    case 'remove':
      table.remove(request.argument);
      return { number, ok: true, answer: null };
    case 'search':
      return { number, ok: true, answer: table.search(request.argument) };
    case 'status':
      return { number, ok: true, answer: table.status() };
  }
}

/** Hosts the vector table; see `adapters/vectorWorker` for the other end. */
function serveVectors(port: NonNullable<typeof parentPort>): void {
  const table = createVectorTable();
  port.on('message', (request: VectorRequest) => {
    try {
      port.postMessage(answer(table, request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ number: request.number, ok: false, message } satisfies VectorReply);
    }
  });
}

if (parentPort !== null) serveVectors(parentPort);
