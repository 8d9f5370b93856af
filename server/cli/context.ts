import type { ServiceHandle } from '../contract/discover.js';
import type { Bucket, Env } from '../config.js';
import type { DatabaseFacts } from '../ports/databaseFacts.js';
import type { CliIo } from './io.js';

export interface MigrationProgress {
  phase: 'comparing' | 'copying' | 'verifying';
  /** Of rows. */
  kind: string;
  /** Of this kind, so far. */
  rows: number;
}

/** What was copied from where to where, and how many rows of each kind there are now. */
export interface Migrated {
  from: string;
  to: string;
  kinds: readonly { kind: string; rows: number; copied: number; sha256: string }[];
}

/** What the commands need from the machine. */
export interface CliDeps {
  io: CliIo;
  env: Env;
  /** The folder of the built `main.cjs`, its workers and pages. */
  built: string;
  version: string;
  /** Who has a data directory; null when nobody does. */
  inspectLock: (dataDir: string) => Promise<{ pid: number; startedAt: number } | null>;
  /** Why this system cannot speak, and what to do about it; null = it can. */
  voiceObstacle: () => Promise<string | null>;
  /** What a database offers. Throws `CoreError`. */
  inspectDatabase: (url: string) => Promise<DatabaseFacts>;
  /** Why files cannot be kept in a bucket; null = they can. */
  bucketObstacle: (place: Bucket) => Promise<string | null>;
  /** Copies what one data directory or database keeps into another. Throws `CoreError`. */
  migrateStore: (from: string, to: string, onProgress: (progress: MigrationProgress) => void) => Promise<Migrated>;
}

/** What every command knows. */
export interface Context extends CliDeps {
  dataDir: string;
  user: string;
  /** Results as JSON. */
  isJson: boolean;
  /** The running service, or one that it starts. Throws `AttachError`. */
  attach: () => Promise<ServiceHandle>;
}

export const EXIT = { done: 0, failed: 1, wrongUse: 2, portTaken: 3 } as const;

/** The command could not do its work; the message is for people. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
