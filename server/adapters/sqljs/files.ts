import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from './record.js';

export interface Snapshot {
  /** All records up to and including this one are in it. */
  seq: number;
  crc: string;
  path: string;
}

export interface Segment {
  firstSeq: number;
  path: string;
}

/** What lies in a store's folder, oldest first. */
export interface StoreFiles {
  snapshots: Snapshot[];
  segments: Segment[];
  /** Migration backups, damaged files set aside, half-written ones. */
  others: string[];
}

const SNAPSHOT = /^snapshot-(\d{12})-([0-9a-f]{8})\.sqlite$/;
const SEGMENT = /^log-(\d{12})\.jsonl$/;
const digits = (seq: number): string => String(seq).padStart(12, '0');

export function segmentPath(directory: string, firstSeq: number): string {
  return join(directory, `log-${digits(firstSeq)}.jsonl`);
}

export function listFiles(directory: string): StoreFiles {
  const files: StoreFiles = { snapshots: [], segments: [], others: [] };
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const snapshot = SNAPSHOT.exec(name);
    const segment = SEGMENT.exec(name);
    if (snapshot) files.snapshots.push({ seq: Number(snapshot[1]), crc: snapshot[2] ?? '', path });
    else if (segment) files.segments.push({ firstSeq: Number(segment[1]), path });
    else files.others.push(path);
  }
  return files;
}

/** Complete under its final name, or not there at all. The name carries the checksum, so that damage is noticed. */
export function writeSnapshot(directory: string, seq: number, bytes: Uint8Array): Snapshot {
  const crc = checksum(bytes);
  const path = join(directory, `snapshot-${digits(seq)}-${crc}.sqlite`);
  writeDurably(directory, path, bytes);
  return { seq, crc, path };
}

export function writeDurably(directory: string, path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
  syncDirectory(directory);
}

/** Makes new names in a folder durable. Windows cannot, and need not. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The bytes of a snapshot, or null when they are not what was written. */
export function readSnapshot(snapshot: Snapshot): Uint8Array | null {
  const bytes = readFileSync(snapshot.path);
  return checksum(bytes) === snapshot.crc ? bytes : null;
}

/**
 * Removes what two generations of snapshots no longer need: the last snapshot and the one before it are kept, with
 * every record since the older of them.
 */
export function dropOldGenerations(directory: string): void {
  const { snapshots, segments } = listFiles(directory);
  const kept = snapshots.slice(-2);
  for (const { path } of snapshots.slice(0, -2)) rmSync(path, { force: true });
  const [oldest] = kept;
  if (kept.length < 2 || !oldest) return;
  for (const [index, { path }] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.firstSeq - 1 <= oldest.seq) rmSync(path, { force: true });
  }
  syncDirectory(directory);
}

/** Removes everything but one snapshot and the records after it. */
export function keepOnly(directory: string, snapshot: Snapshot): void {
  const { snapshots, segments, others } = listFiles(directory);
  for (const { path } of snapshots) if (path !== snapshot.path) rmSync(path, { force: true });
  for (const { path, firstSeq } of segments) if (firstSeq <= snapshot.seq) rmSync(path, { force: true });
  for (const path of others) rmSync(path, { force: true });
  syncDirectory(directory);
}
