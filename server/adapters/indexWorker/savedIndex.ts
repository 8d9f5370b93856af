import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';

/** What stands before the index in its file, as one line of JSON. */
interface Header {
  /** Of the code that made it: other code may see other words in the same text. */
  maker: string;
  revision: number;
  crc: number;
}

const LINE_BREAK = 0x0a;

/** Replaces the file as a whole. It need not survive a power cut: a damaged one is told by its checksum, and built anew. */
export function writeSavedIndex(file: string, maker: string, revision: number, index: unknown): void {
  const bytes = serialize(index);
  const header: Header = { maker, revision, crc: crc32(bytes) };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]), { mode: 0o600 });
  renameSync(temporary, file);
}

/** null = there is none, or none that can be used; that one is removed. */
export function readSavedIndex(file: string, maker: string): { revision: number; index: unknown } | null {
  try {
    const content = readFileSync(file);
    const end = content.indexOf(LINE_BREAK);
    const header = JSON.parse(content.subarray(0, end).toString()) as Header;
    const bytes = content.subarray(end + 1);
    if (header.maker === maker && header.crc === crc32(bytes))
      return { revision: header.revision, index: deserialize(bytes) };
  } catch {
    // Missing or damaged: the same.
  }
  removeSavedIndex(file);
  return null;
}

export function removeSavedIndex(file: string): void {
  rmSync(file, { force: true });
  rmSync(`${file}.tmp`, { force: true });
}
