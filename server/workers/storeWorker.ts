import { parentPort, Worker, workerData } from 'node:worker_threads';
import { compact } from '../adapters/sqljs/compaction.js';
import { openEngine, type Engine } from '../adapters/sqljs/engine.js';
import type { Call, CompactWorkerData, FromStoreWorker, StoreWorkerData } from '../adapters/sqljs/protocol.js';
import { toCoreError } from '../ports/errors.js';

const send = (message: FromStoreWorker): void => parentPort?.postMessage(message);

/** A compaction runs in a worker of its own, from this same file. */
function compactBeside({ directory, sqlite }: StoreWorkerData, upTo: number, purge: boolean): Promise<void> {
  const data: CompactWorkerData = { role: 'compact', directory, sqlite, upTo, purge };
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: data });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Compaction ended with code ${code}`));
    });
  });
}

async function answer(engine: Engine, { id, method, args }: Call): Promise<void> {
  try {
    const value = await (method === 'close' ? engine.close() : engine.call(method, args));
    send({ kind: 'result', id, value });
  } catch (thrown) {
    const { code, message } = toCoreError(thrown);
    send({ kind: 'error', id, code, message });
  }
}

async function serve(data: StoreWorkerData): Promise<void> {
  try {
    const engine = await openEngine({
      ...data,
      compact: (upTo, purge) => compactBeside(data, upTo, purge),
      notice: (level, message, fields) => {
        send({ kind: 'notice', level, message, fields });
      },
    });
    parentPort?.on('message', (call: Call) => void answer(engine, call));
    send({ kind: 'ready', report: engine.report, migratedFrom: engine.migratedFrom });
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    send({ kind: 'failed', message: `The store could not be opened: ${cause}` });
  }
}

const data = workerData as StoreWorkerData | CompactWorkerData;
if (data.role === 'compact') void compact(data);
else void serve(data);
