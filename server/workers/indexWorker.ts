import { parentPort } from 'node:worker_threads';
import type { IndexReply, IndexRequest } from '../adapters/indexWorker/protocol.js';
import { createLexicalIndex } from '../core/retrieval/lexical/lexicalIndex.js';
import type { LexicalIndex } from '../core/retrieval/lexical/lexicalIndex.js';

function answer(index: LexicalIndex, request: IndexRequest): IndexReply {
  const { number } = request;
  switch (request.call) {
    case 'put':
      index.put(request.argument);
      return { number, ok: true, answer: null };
    case 'remove':
      index.remove(request.argument);
      return { number, ok: true, answer: null };
    case 'search':
      return { number, ok: true, answer: index.search(request.argument) };
    case 'status':
      return { number, ok: true, answer: index.status() };
  }
}

/** Hosts the lexical index; see `adapters/indexWorker` for the other end. */
function serveIndex(port: NonNullable<typeof parentPort>): void {
  const index = createLexicalIndex();
  port.on('message', (request: IndexRequest) => {
    try {
      port.postMessage(answer(index, request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ number: request.number, ok: false, message } satisfies IndexReply);
    }
  });
}

if (parentPort !== null) serveIndex(parentPort);
