import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { IndexReply, IndexRequest, IndexWorkerData } from '../adapters/indexWorker/protocol.js';
import { readSavedIndex, removeSavedIndex, writeSavedIndex } from '../adapters/indexWorker/savedIndex.js';
import { createLexicalIndex } from '../core/retrieval/lexical/lexicalIndex.js';
import type { LexicalIndex, SavedIndex } from '../core/retrieval/lexical/lexicalIndex.js';

/** The index, where it is kept, and up to which revision it was found there. */
interface Hosted {
  index: LexicalIndex;
  file: string;
  maker: string;
  restoredTo: number | null;
}

function open(file: string): Hosted {
  const maker = createHash('sha256').update(readFileSync(__filename)).digest('hex');
  const saved = readSavedIndex(file, maker);
  if (saved === null) return { index: createLexicalIndex(), file, maker, restoredTo: null };
  return { index: createLexicalIndex(saved.index as SavedIndex), file, maker, restoredTo: saved.revision };
}

function answer({ index, file, maker, restoredTo }: Hosted, request: IndexRequest): IndexReply {
  const { number } = request;
  switch (request.call) {
    case 'open':
      return { number, ok: true, answer: restoredTo };
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
    case 'save':
      writeSavedIndex(file, maker, request.argument, index.save());
      return { number, ok: true, answer: null };
    case 'discard':
      removeSavedIndex(file);
      return { number, ok: true, answer: null };
  }
}

/** Hosts the lexical index; see `adapters/indexWorker` for the other end. */
function serveIndex(port: NonNullable<typeof parentPort>): void {
  const hosted = open((workerData as IndexWorkerData).file);
  port.on('message', (request: IndexRequest) => {
    try {
      port.postMessage(answer(hosted, request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ number: request.number, ok: false, message } satisfies IndexReply);
    }
  });
}

if (parentPort !== null) serveIndex(parentPort);
