import { crc32 } from 'node:zlib';
import type { RowChange } from './rows.js';

/** One line of the log: a transaction's row changes, or the step to a newer schema version. */
export interface LogRecord {
  seq: number;
  changes?: RowChange[];
  version?: number;
}

/** `<crc32 of the JSON, 8 hex digits> <JSON>\n`; JSON holds no line break, so a damaged line never hides the next. */
export function encodeRecord(record: LogRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** null = damaged. `line` is without its line break. */
export function decodeRecord(line: string): LogRecord | null {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(json)) return null;
  return JSON.parse(json) as LogRecord;
}

export function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0');
}
