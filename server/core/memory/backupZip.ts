import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { CoreError } from '../../ports/errors.js';

const DOCUMENT = 'memories.json';
const LINES = 'memories.jsonl.gz';

/** About 300,000 memories. Both bounds keep an archive from taking all of the service's memory. */
const MAX_UNPACKED = 400 * 1024 * 1024;
const MAX_VALUES = 20_000_000;

/** A zip with `memories.json` and `memories.jsonl.gz`, packed piece by piece so that other requests get their turn. */
export async function packArchive(document: Iterable<string>, lines: Iterable<string>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const packed = new ZipDeflate(DOCUMENT);
  zip.add(packed);
  for (const piece of document) {
    packed.push(Buffer.from(piece));
    await nextTurn();
  }
  packed.push(new Uint8Array(), true);
  const stored = new ZipPassThrough(LINES);
  zip.add(stored);
  stored.push(await promisify(gzip)(Buffer.concat([...lines].map((piece) => Buffer.from(piece)))), true);
  zip.end();
  return Buffer.concat(chunks);
}

export interface UnpackedArchive {
  document: string;
  /** null = the archive holds none. */
  lines: string | null;
}

/** Throws `invalid_input`. Only the two known names are unpacked, so no path in the zip matters. */
export async function unpackArchive(bytes: Buffer): Promise<UnpackedArchive> {
  const { [DOCUMENT]: document, [LINES]: lines } = unzip(bytes);
  if (!document) throw new CoreError('invalid_input', `Invalid zip file: ${DOCUMENT} is missing`);
  return { document: textOf(document), lines: lines ? textOf(await unpackLines(lines)) : null };
}

function unzip(bytes: Buffer): Record<string, Uint8Array> {
  let size = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name !== DOCUMENT && name !== LINES) return false;
        size += originalSize;
        if (size > MAX_UNPACKED) throw tooLarge();
        return true;
      },
    });
  } catch (error) {
    throw error instanceof CoreError ? error : new CoreError('invalid_input', 'Invalid zip file');
  }
}

async function unpackLines(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    throw new CoreError('invalid_input', `Invalid zip file: ${LINES} cannot be unpacked`);
  }
}

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

/** A few packed kilobytes can hold more JSON values than there is memory for: they are counted before they are made. */
function textOf(bytes: Uint8Array): string {
  let values = 0;
  for (const byte of bytes) if (byte === COMMA || byte === BRACKET || byte === BRACE) values += 1;
  if (values > MAX_VALUES) throw tooLarge();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function tooLarge(): CoreError {
  return new CoreError('invalid_input', 'The archive is too large');
}
