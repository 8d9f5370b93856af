import { join } from 'node:path';
import { statSync } from 'node:fs';
import { CoreError } from '../../ports/errors.js';
import type { StoreStatus } from '../../ports/store.js';
import { loadSqlite, type Database } from './database.js';
import { listFiles, segmentPath, writeDurably } from './files.js';
import { openLogFile, realDisk, type Disk, type LogFile } from './logFile.js';
import { isRead, isWrite, READS, WRITES } from './operations.js';
import { createGroupCommit } from './groupCommit.js';
import { encodeRecord } from './record.js';
import { recover, type RecoveryReport } from './recovery.js';
import type { WriteContext } from './tables/shared.js';
import { createRowWriter } from './rows.js';
import { migrate, MIGRATIONS, writePosition, type Migration, type Position } from './schema.js';

export interface EngineOptions {
  directory: string;
  sqlite: WebAssembly.Module;
  compactAfterBytes: number;
  /** Runs a compaction elsewhere; resolves when its snapshot is in place. */
  compact: (upTo: number, purge: boolean) => Promise<void>;
  notice: (level: 'info' | 'warn', message: string, fields: Record<string, string | number>) => void;
  migrations?: readonly Migration[];
  disk?: Disk;
}

export interface Engine {
  readonly report: RecoveryReport;
  readonly migratedFrom: number | null;
  /** Any operation of the port by name. A write resolves when it is on disk. */
  call(method: string, args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Arguments come from the typed proxy in the same build. */
type AnyOperation<C> = (context: C, ...args: unknown[]) => unknown;

/** The live database, its log, and the group commit between them. Runs in the store's worker. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { directory, compactAfterBytes, compact, notice, disk = realDisk, migrations = MIGRATIONS } = options;
  const open = await loadSqlite(options.sqlite);
  const { database, position, report } = recover({ directory, open, migrations, repair: true });
  const rows = createRowWriter(database);
  let log = openLogFile(currentSegment(directory, position), directory, disk);
  const migratedFrom = await bringUpToDate({ directory, database, position, migrations, log });

  let compacting: Promise<void> | null = null;

  const commits = createGroupCommit({
    database,
    rows,
    position,
    append: (text) => log.append(text),
    committed: () => {
      if (!compacting && log.bytes > compactionThreshold(directory, compactAfterBytes)) void startCompaction(false);
    },
  });

  /** From here on records go to a new segment; what is before it can be compacted. */
  const rotate = (): number => {
    const next = openLogFile(segmentPath(directory, position.seq + 1), directory, disk);
    log.close();
    log = next;
    return position.seq;
  };

  const startCompaction = (purge: boolean): Promise<void> => {
    const run = async (): Promise<void> => {
      try {
        await compact(rotate(), purge);
      } catch (error) {
        notice('warn', 'The log could not be compacted and goes on growing', { reason: reasonOf(error) });
        if (purge)
          throw new CoreError('unavailable', 'What was erased could not be purged from disk yet', { cause: error });
      } finally {
        compacting = null;
      }
    };
    compacting = run();
    return compacting;
  };

  return {
    report,
    migratedFrom,
    async call(method, args) {
      if (isRead(method)) return (READS[method] as AnyOperation<Database>)(database, ...args);
      if (isWrite(method))
        return commits.write((recorder, revision) =>
          (WRITES[method] as AnyOperation<WriteContext>)({ database, rows: recorder, revision }, ...args),
        );
      if (method === 'revision') return position.seq;
      if (method === 'status') return statusOf(database, directory, commits.writers);
      if (method !== 'purge') throw new CoreError('internal', `Unknown operation: ${method}`);
      await compacting?.catch(() => undefined);
      await commits.idle();
      return startCompaction(true);
    },
    async close() {
      await commits.idle();
      await compacting?.catch(() => undefined);
      log.close();
      database.close();
    },
  };
}

/** The segment that goes on being written; a new one where there is none, or where it was cut away whole. */
function currentSegment(directory: string, position: Position): string {
  return listFiles(directory).segments.at(-1)?.path ?? segmentPath(directory, position.seq + 1);
}

interface BringUpToDate {
  directory: string;
  database: Database;
  position: Position;
  migrations: readonly Migration[];
  log: LogFile;
}

/** Migrates after a backup, and says so in the log. Returns the version it came from, or null when nothing was to do. */
async function bringUpToDate({
  directory,
  database,
  position,
  migrations,
  log,
}: BringUpToDate): Promise<number | null> {
  const from = position.version;
  if (from > migrations.length) {
    throw new CoreError(
      'unavailable',
      `The data was written by a newer version of Loci (schema ${from}, this one knows ${migrations.length})`,
    );
  }
  if (from === migrations.length) return null;
  if (from > 0) writeDurably(directory, join(directory, `backup-v${from}-${position.seq}.sqlite`), database.export());
  database.run('BEGIN');
  try {
    migrate(database, migrations, from, migrations.length);
    const next = { seq: position.seq + 1, version: migrations.length };
    await log.append(encodeRecord(next));
    writePosition(database, next);
    database.run('COMMIT');
    Object.assign(position, next);
  } catch (error) {
    database.run('ROLLBACK');
    throw error;
  }
  return from === 0 ? null : from;
}

/** A snapshot costs as much as the database is large: the log may grow to half of it first. */
function compactionThreshold(directory: string, least: number): number {
  const [newest] = listFiles(directory).snapshots.slice(-1);
  return newest ? Math.max(least, statSync(newest.path).size / 2) : least;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function statusOf(database: Database, directory: string, writers: number): StoreStatus {
  const { snapshots, segments, others } = listFiles(directory);
  const paths = [...snapshots.map(({ path }) => path), ...segments.map(({ path }) => path), ...others];
  const count = (table: string): number => database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  const active = writers > 0 ? 1 : 0;
  return {
    location: directory,
    memories: count('memories'),
    users: count('users'),
    bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0),
    schemaVersion: MIGRATIONS.length,
    pool: { max: 1, created: 1, active, available: 1 - active, waiting: Math.max(0, writers - 1) },
  };
}
