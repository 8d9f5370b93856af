import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Database } from './database.js';
import { encodeRecord, type LogRecord } from './record.js';
import type { RowWriter } from './rows.js';
import type { Position } from './schema.js';

/** Reads and writes rows of the revision to come; what it returns is the answer of the write. */
type Work = (rows: RowWriter, revision: number) => unknown;

interface Job {
  work: Work;
  resolve: (value: unknown) => void;
  reject: (error: CoreError) => void;
}

export interface GroupCommit {
  /** Resolves once what the work changed is on disk; rejects, with nothing changed, otherwise. */
  write(work: Work): Promise<unknown>;
  /** Resolves when no write is under way. */
  idle(): Promise<void>;
  /** Writes of the group that is under way. */
  readonly writers: number;
}

export interface GroupCommitOptions {
  database: Database;
  rows: RowWriter;
  /** Moved on with every record. */
  position: Position;
  /** Makes records durable, or throws and leaves nothing of them. */
  append: (text: string) => Promise<void>;
  /** Called after each group, between transactions. */
  committed: () => void;
}

/** Writes that arrive while the disk is busy share the next transaction and the next sync. */
export function createGroupCommit({ database, rows, position, append, committed }: GroupCommitOptions): GroupCommit {
  const queue: Job[] = [];
  let flushing: Promise<void> | null = null;
  let writers = 0;

  /** One job in a savepoint of its own: if it fails it is undone alone. */
  const run = (job: Job, records: LogRecord[], done: { job: Job; value: unknown }[]): void => {
    database.run('SAVEPOINT job');
    try {
      const seq = position.seq + records.length + 1;
      const value = job.work(rows, seq);
      const changes = rows.take();
      if (changes.length > 0) records.push({ seq, changes });
      done.push({ job, value });
    } catch (error) {
      rows.take();
      database.run('ROLLBACK TO job');
      job.reject(toCoreError(error));
    }
    database.run('RELEASE job');
  };

  const commitGroup = async (group: Job[]): Promise<void> => {
    const done: { job: Job; value: unknown }[] = [];
    const records: LogRecord[] = [];
    database.run('BEGIN');
    for (const job of group) run(job, records, done);
    try {
      if (records.length > 0) await append(records.map(encodeRecord).join(''));
    } catch (error) {
      database.run('ROLLBACK');
      for (const { job } of done) job.reject(writeError(error));
      return;
    }
    database.run('COMMIT');
    position.seq += records.length;
    for (const { job, value } of done) job.resolve(value);
    committed();
  };

  const flush = async (): Promise<void> => {
    for (let group = queue.splice(0); group.length > 0; group = queue.splice(0)) {
      writers = group.length;
      await commitGroup(group);
    }
    writers = 0;
    flushing = null;
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        queue.push({ work, resolve, reject });
        // Calls that arrive in the same turn share the first group already.
        flushing ??= Promise.resolve().then(flush);
      }),
    async idle() {
      while (flushing) await flushing;
    },
    get writers() {
      return writers;
    },
  };
}

const FULL_DISK = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function writeError(error: unknown): CoreError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL_DISK.has(code))
    return new CoreError('storage_full', 'The disk is full: nothing was stored', { cause: error });
  return new CoreError('unavailable', 'The disk cannot be written: nothing was stored', { cause: error });
}
