import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Task } from '../../ports/entities.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';
import { compileSqlite } from './database.js';
import type { FromStoreWorker, StoreWorkerData } from './protocol.js';

export interface SqljsStoreOptions {
  /** Made when missing, readable by its owner alone. One writer at a time: whoever holds the data directory's lock. */
  directory: string;
  /** The built `storeWorker`. */
  workerFile: string;
  wasmFile: string;
  log: Log;
  compactAfterBytes?: number;
}

const COMPACT_AFTER_BYTES = 16 * 1024 * 1024;

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: CoreError) => void;
}

type Call = (method: string, ...args: unknown[]) => Promise<unknown>;

/** The embedded store: SQLite in a worker, made durable by a log and snapshots. Resolves when everything stored is back. */
export async function createSqljsStore(options: SqljsStoreOptions): Promise<Store> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const { call, close } = await startWorker(options);
  const forward =
    (method: string) =>
    (...args: unknown[]): Promise<never> =>
      call(method, ...args) as Promise<never>;
  let isTakenOver = false;
  return {
    commit: forward('commit'),
    ensureUser: forward('ensureUser'),
    findUser: forward('findUser'),
    getUser: forward('getUser'),
    listUsers: forward('listUsers'),
    ensureApp: forward('ensureApp'),
    getApp: forward('getApp'),
    findApps: forward('findApps'),
    listApps: forward('listApps'),
    countApp: forward('countApp'),
    getMemory: forward('getMemory'),
    getMemories: forward('getMemories'),
    listMemories: forward('listMemories'),
    scanMemories: forward('scanMemories'),
    relatedMemories: forward('relatedMemories'),
    listReplaced: forward('listReplaced'),
    countMemories: forward('countMemories'),
    findByHash: forward('findByHash'),
    listCategories: forward('listCategories'),
    getCategories: forward('getCategories'),
    listStateChanges: forward('listStateChanges'),
    listAccesses: forward('listAccesses'),
    listAccessedBy: forward('listAccessedBy'),
    listTokens: forward('listTokens'),
    getTask: forward('getTask'),
    listTasks: forward('listTasks'),
    // One process alone has the store: all that is unfinished when it begins is a former one's, and nothing later is.
    async leaseTasks(_lease, limit) {
      if (isTakenOver) return [];
      isTakenOver = true;
      const tasks = (await call('listTasks', { states: ['queued', 'running'], limit })) as Task[];
      return tasks.reverse();
    },
    renewTasks: () => Promise.resolve({ lost: [], unwanted: [] }),
    exclusively: (_key, work) => work(),
    watch: () => () => undefined,
    getSetting: forward('getSetting'),
    getBuffer: forward('getBuffer'),
    scanVectors: forward('scanVectors'),
    getVectors: forward('getVectors'),
    listUnembedded: forward('listUnembedded'),
    scanRows: forward('scanRows'),
    getRecording: forward('getRecording'),
    getRecordings: forward('getRecordings'),
    getScreenTexts: forward('getScreenTexts'),
    listScreenTexts: forward('listScreenTexts'),
    scanScreenTexts: forward('scanScreenTexts'),
    countScreenTexts: forward('countScreenTexts'),
    listRecordings: forward('listRecordings'),
    addActivitySession: forward('addActivitySession'),
    getActivitySession: forward('getActivitySession'),
    listActivitySessions: forward('listActivitySessions'),
    getConversation: forward('getConversation'),
    findConversation: forward('findConversation'),
    listConversations: forward('listConversations'),
    listMessages: forward('listMessages'),
    getMessages: forward('getMessages'),
    scanMessages: forward('scanMessages'),
    countMessages: forward('countMessages'),
    countSpoken: forward('countSpoken'),
    countFindable: forward('countFindable'),
    revision: forward('revision'),
    countUnembedded: forward('countUnembedded'),
    status: forward('status'),
    purge: forward('purge'),
    close,
  };
}

async function startWorker({
  directory,
  workerFile,
  wasmFile,
  log,
  compactAfterBytes = COMPACT_AFTER_BYTES,
}: SqljsStoreOptions): Promise<{ call: Call; close: () => Promise<void> }> {
  const workerData: StoreWorkerData = {
    role: 'store',
    directory,
    sqlite: await compileSqlite(wasmFile),
    compactAfterBytes,
  };
  const worker = new Worker(workerFile, { workerData });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let isOver = false;

  const end = (reason: string): void => {
    isOver = true;
    for (const { reject } of pending.values()) reject(new CoreError('unavailable', reason));
    pending.clear();
  };

  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromStoreWorker) => {
      if (message.kind === 'ready') {
        tellRecovery(message, log);
        resolve();
      } else if (message.kind === 'failed') {
        reject(new CoreError('unavailable', message.message));
      } else if (message.kind === 'notice') {
        log[message.level](message.message, message.fields);
      } else {
        settle(pending, message);
      }
    });
    worker.on('error', (error) => {
      log.error('The store stopped working', { reason: error.message });
      reject(new CoreError('unavailable', 'The store could not be opened', { cause: error }));
    });
    worker.on('exit', () => {
      reject(new CoreError('unavailable', 'The store could not be opened'));
      end('The store stopped working');
    });
  });
  await ready;

  const call: Call = (method, ...args) => {
    if (isOver) return Promise.reject(new CoreError('unavailable', 'The store is closed'));
    return new Promise((resolve, reject) => {
      const id = nextId++;
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, method, args });
    });
  };
  return {
    call,
    async close() {
      if (isOver) return;
      await call('close');
      isOver = true;
      await worker.terminate();
    },
  };
}

function settle(pending: Map<number, Pending>, message: Extract<FromStoreWorker, { kind: 'result' | 'error' }>): void {
  const waiting = pending.get(message.id);
  pending.delete(message.id);
  if (message.kind === 'result') waiting?.resolve(message.value);
  else waiting?.reject(new CoreError(message.code, message.message));
}

/** What the person should know about how the data came back. */
function tellRecovery({ report, migratedFrom }: Extract<FromStoreWorker, { kind: 'ready' }>, log: Log): void {
  if (report.tornBytes > 0)
    log.warn('An unfinished last write was cut off; nothing acknowledged was in it', { bytes: report.tornBytes });
  for (const { from, to } of report.lost)
    log.error('Damaged records of the log could not be read', { from, to, records: to - from + 1 });
  for (const path of report.damagedSnapshots)
    log.error('A damaged snapshot was set aside; the one before it was used', { path });
  if (migratedFrom !== null) log.info('The data was migrated; a backup lies beside it', { from: migratedFrom });
}
