import { quantise, wordsFor, type Quantised } from './quantise.js';

/** Rows of one block: memory grows by so many at once and is never copied. */
const BLOCK_ROWS = 1024;

interface Block {
  bytes: Int8Array;
  scales: Float32Array;
  signs: Int32Array;
}

/** The quantised vectors of one user, one row each, without gaps: what is removed is overwritten by the last row. */
export interface VectorRows {
  readonly size: number;
  readonly bytes: number;
  put(id: string, values: Float32Array): void;
  /** False when there was none. */
  remove(id: string): boolean;
  idAt(row: number): string;
  /** Rough cosine of a row. */
  cosineAt(row: number, query: Quantised): number;
  /** Signs in which each row differs from the query, row after row. */
  distances(query: Quantised): Uint16Array;
}

export function createVectorRows(dimension: number): VectorRows {
  const words = wordsFor(dimension);
  const blocks: Block[] = [];
  const ids: string[] = [];
  const places = new Map<string, number>();

  const blockAt = (row: number): Block => {
    const at = Math.floor(row / BLOCK_ROWS);
    return (blocks[at] ??= {
      bytes: new Int8Array(BLOCK_ROWS * dimension),
      scales: new Float32Array(BLOCK_ROWS),
      signs: new Int32Array(BLOCK_ROWS * words),
    });
  };
  const write = (row: number, { bytes, scale, signs }: Quantised): void => {
    const block = blockAt(row);
    const at = row % BLOCK_ROWS;
    block.bytes.set(bytes, at * dimension);
    block.scales[at] = scale;
    block.signs.set(signs, at * words);
  };
  const read = (row: number): Quantised => {
    const { bytes, scales, signs } = blockAt(row);
    const at = row % BLOCK_ROWS;
    return {
      bytes: bytes.subarray(at * dimension, (at + 1) * dimension),
      scale: scales[at] ?? 0,
      signs: signs.subarray(at * words, (at + 1) * words),
    };
  };
  const clear = (row: number): void =>
    write(row, { bytes: new Int8Array(dimension), scale: 0, signs: new Int32Array(words) });

  return {
    get size() {
      return ids.length;
    },
    get bytes() {
      return blocks.length * BLOCK_ROWS * (dimension + 4 + 4 * words);
    },
    put(id, values) {
      const row = places.get(id) ?? ids.length;
      places.set(id, row);
      ids[row] = id;
      write(row, quantise(values));
    },
    remove(id) {
      const row = places.get(id);
      const lastId = ids.at(-1);
      if (row === undefined || lastId === undefined) return false;
      const last = ids.length - 1;
      if (row !== last) {
        write(row, read(last));
        ids[row] = lastId;
        places.set(lastId, row);
      }
      clear(last);
      ids.length = last;
      places.delete(id);
      blocks.length = Math.ceil(last / BLOCK_ROWS);
      return true;
    },
    idAt: (row) => ids[row] ?? '',
    cosineAt(row, query) {
      const { bytes, scales } = blockAt(row);
      const at = row % BLOCK_ROWS;
      return dotAt(bytes, at * dimension, query.bytes) * (scales[at] ?? 0) * query.scale;
    },
    distances(query) {
      const found = new Uint16Array(ids.length);
      for (let row = 0; row < found.length; row++) {
        found[row] = differencesAt(blockAt(row).signs, (row % BLOCK_ROWS) * words, query.signs);
      }
      return found;
    },
  };
}

/** Four sums at once, which the processor adds side by side. */
function dotAt(bytes: Int8Array, start: number, query: Int8Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const whole = query.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    first += (query[at] ?? 0) * (bytes[start + at] ?? 0);
    second += (query[at + 1] ?? 0) * (bytes[start + at + 1] ?? 0);
    third += (query[at + 2] ?? 0) * (bytes[start + at + 2] ?? 0);
    fourth += (query[at + 3] ?? 0) * (bytes[start + at + 3] ?? 0);
  }
  for (let at = whole; at < query.length; at++) first += (query[at] ?? 0) * (bytes[start + at] ?? 0);
  return first + second + third + fourth;
}

/** Counts differing bits, 32 at once (Warren, Hacker's Delight, 5-1). */
function differencesAt(signs: Int32Array, start: number, query: Int32Array): number {
  let count = 0;
  for (let at = 0; at < query.length; at++) {
    let bits = (signs[start + at] ?? 0) ^ (query[at] ?? 0);
    bits = (bits - ((bits >>> 1) & 0x55555555)) | 0;
    bits = ((bits & 0x33333333) + ((bits >>> 2) & 0x33333333)) | 0;
    bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
    count += Math.imul(bits, 0x01010101) >>> 24;
  }
  return count;
}
