import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { IndexCalls, IndexWorkerData } from '../adapters/indexWorker/protocol.js';
import { readSavedIndex, removeSavedIndex, writeSavedIndex } from '../adapters/indexWorker/savedIndex.js';
import { serveCalls, type Answers } from '../adapters/workerCalls/serveCalls.js';
import { createLexicalIndex, type LexicalIndex, type SavedIndex } from '../core/retrieval/lexical/lexicalIndex.js';

/** The index, as it stood on disk if it did. What was read from there is let go. */
function openIndex(file: string, maker: string): { index: LexicalIndex; restoredTo: number | null } {
  const saved = readSavedIndex(file, maker);
  if (saved === null) return { index: createLexicalIndex(), restoredTo: null };
  return { index: createLexicalIndex(saved.index as SavedIndex), restoredTo: saved.revision };
}

function createAnswers({ file }: IndexWorkerData): Answers<IndexCalls> {
  const maker = createHash('sha256').update(readFileSync(__filename)).digest('hex');
  const { index, restoredTo } = openIndex(file, maker);
  return {
    open: () => restoredTo,
    put(documents) {
      index.put(documents);
      return null;
    },
    remove(ids) {
      index.remove(ids);
      return null;
    },
    search: (query) => index.search(query),
    status: () => index.status(),
    save(revision) {
      writeSavedIndex(file, maker, revision, index.save());
      return null;
    },
    discard() {
      removeSavedIndex(file);
      return null;
    },
  };
}

/** Hosts the lexical index; see `adapters/indexWorker` for the other end. */
if (parentPort !== null) serveCalls(parentPort, createAnswers(workerData as IndexWorkerData));
