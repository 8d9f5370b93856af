import type { CoreErrorCode } from '../../ports/errors.js';
import type { RecoveryReport } from './recovery.js';

/** How the store's worker is started. */
export interface StoreWorkerData {
  role: 'store';
  directory: string;
  sqlite: WebAssembly.Module;
  /** Size of the log that calls for a new snapshot, in bytes; larger databases wait for more. */
  compactAfterBytes: number;
}

/** How a compaction is started: a worker of its own, beside the live database. */
export interface CompactWorkerData {
  role: 'compact';
  directory: string;
  sqlite: WebAssembly.Module;
  /** The last record to take in. */
  upTo: number;
  /** Leave nothing erased behind: repack the file, and drop all older generations and backups. */
  purge: boolean;
}

export interface Call {
  id: number;
  method: string;
  args: unknown[];
}

export type FromStoreWorker =
  | { kind: 'ready'; report: RecoveryReport; migratedFrom: number | null }
  | { kind: 'failed'; message: string }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; code: CoreErrorCode; message: string }
  | { kind: 'notice'; level: 'info' | 'warn'; message: string; fields: Record<string, string | number> };
