import { readFileSync, renameSync, truncateSync } from 'node:fs';
import type { Database, OpenDatabase } from './database.js';
import { listFiles, readSnapshot, type Segment } from './files.js';
import { decodeRecord, type LogRecord } from './record.js';
import { replayChange } from './rows.js';
import { migrate, readPosition, writePosition, type Migration, type Position } from './schema.js';

/** What recovery found out of order; nothing of the content. */
export interface RecoveryReport {
  /** Bytes of an unfinished last write that were cut off. */
  tornBytes: number;
  /** Records that could not be read, as ranges of sequence numbers. */
  lost: { from: number; to: number }[];
  /** Snapshots that did not open. */
  damagedSnapshots: string[];
}

export interface Recovered {
  database: Database;
  position: Position;
  report: RecoveryReport;
}

export interface RecoverOptions {
  directory: string;
  open: OpenDatabase;
  migrations: readonly Migration[];
  /** Replay segments that begin at or before this record only; the rest is still being written. */
  upTo?: number;
  /** Cut a torn tail and set damaged snapshots aside. */
  repair: boolean;
}

/** The newest snapshot that opens, and every readable record after it. */
export function recover({ directory, open, migrations, upTo = Infinity, repair }: RecoverOptions): Recovered {
  const report: RecoveryReport = { tornBytes: 0, lost: [], damagedSnapshots: [] };
  const files = listFiles(directory);
  const database = openNewest(files.snapshots.toReversed(), open, report, repair);
  const position = readPosition(database);
  const segments = files.segments.filter(({ firstSeq }) => firstSeq <= upTo);
  database.run('BEGIN');
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.firstSeq - 1 <= position.seq) continue;
    replaySegment(database, segment, { position, report, migrations, isLast: next === undefined && repair });
  }
  writePosition(database, position);
  database.run('COMMIT');
  return { database, position, report };
}

function openNewest(
  newestFirst: ReturnType<typeof listFiles>['snapshots'],
  open: OpenDatabase,
  report: RecoveryReport,
  repair: boolean,
): Database {
  for (const snapshot of newestFirst) {
    const database = tryOpen(readSnapshot(snapshot), open);
    if (database) return database;
    report.damagedSnapshots.push(snapshot.path);
    if (repair) renameSync(snapshot.path, `${snapshot.path}.damaged`);
  }
  return open();
}

function tryOpen(bytes: Uint8Array | null, open: OpenDatabase): Database | null {
  if (!bytes) return null;
  try {
    const database = open(bytes);
    readPosition(database);
    return database;
  } catch {
    return null;
  }
}

interface Replay {
  position: Position;
  report: RecoveryReport;
  migrations: readonly Migration[];
  /** Its last line may be torn. */
  isLast: boolean;
}

const LINE_BREAK = 0x0a;

function replaySegment(database: Database, segment: Segment, replay: Replay): void {
  const bytes = readFileSync(segment.path);
  let goodEnd = 0;
  for (let start = 0; start < bytes.length;) {
    const lineBreak = bytes.indexOf(LINE_BREAK, start);
    const end = lineBreak === -1 ? bytes.length : lineBreak;
    const record = lineBreak === -1 ? null : decodeRecord(bytes.toString('utf8', start, end));
    start = end + 1;
    if (!record) continue;
    goodEnd = start;
    apply(database, record, replay);
  }
  if (goodEnd === bytes.length || !replay.isLast) return;
  replay.report.tornBytes += bytes.length - goodEnd;
  truncateSync(segment.path, goodEnd);
}

function apply(database: Database, record: LogRecord, { position, report, migrations }: Replay): void {
  if (record.seq <= position.seq) return;
  if (record.seq > position.seq + 1) report.lost.push({ from: position.seq + 1, to: record.seq - 1 });
  if (record.version !== undefined) {
    migrate(database, migrations, position.version, record.version);
    position.version = record.version;
  }
  for (const change of record.changes ?? []) replayChange(database, change);
  position.seq = record.seq;
}
