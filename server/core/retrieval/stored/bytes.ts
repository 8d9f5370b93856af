/** Packs numbers and strings into bytes. Whole numbers take seven bits a byte, so small ones take one. */
export interface ByteWriter {
  byte(value: number): void;
  /** A whole number from 0 up to 2^53. */
  whole(value: number): void;
  /** A whole number of either sign. */
  signed(value: number): void;
  double(value: number): void;
  /** The six low bytes of a whole number. */
  wide(value: number): void;
  text(value: string): void;
  raw(bytes: Uint8Array): void;
  done(): Uint8Array;
}

/** Reads what a `ByteWriter` wrote, in the same order. */
export interface ByteReader {
  at: number;
  readonly end: number;
  byte(): number;
  whole(): number;
  signed(): number;
  double(): number;
  wide(): number;
  text(): string;
  raw(length: number): Uint8Array;
}

const FIRST_ROOM = 256;
const LONGEST_WHOLE = 8;
export const WIDE_BYTES = 6;

export function createByteWriter(): ByteWriter {
  let bytes = new Uint8Array(FIRST_ROOM);
  let view = new DataView(bytes.buffer);
  let used = 0;
  const texts = new TextEncoder();

  const reserve = (count: number): void => {
    if (used + count <= bytes.length) return;
    const wider = new Uint8Array(Math.max(used + count, bytes.length * 2));
    wider.set(bytes.subarray(0, used));
    bytes = wider;
    view = new DataView(bytes.buffer);
  };

  const writer: ByteWriter = {
    byte(value) {
      reserve(1);
      bytes[used++] = value;
    },
    whole(value) {
      reserve(LONGEST_WHOLE);
      let rest = value;
      while (rest >= 128) {
        bytes[used++] = (rest % 128) | 128;
        rest = Math.floor(rest / 128);
      }
      bytes[used++] = rest;
    },
    signed: (value) => writer.whole(value < 0 ? -2 * value - 1 : 2 * value),
    double(value) {
      reserve(8);
      view.setFloat64(used, value);
      used += 8;
    },
    wide(value) {
      reserve(WIDE_BYTES);
      view.setUint32(used, value % 2 ** 32);
      view.setUint16(used + 4, Math.floor(value / 2 ** 32));
      used += WIDE_BYTES;
    },
    text(value) {
      const encoded = texts.encode(value);
      writer.whole(encoded.length);
      writer.raw(encoded);
    },
    raw(added) {
      reserve(added.length);
      bytes.set(added, used);
      used += added.length;
    },
    done: () => bytes.slice(0, used),
  };
  return writer;
}

export function createByteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader: ByteReader = {
    at: 0,
    end: bytes.length,
    byte: () => bytes[reader.at++] ?? 0,
    whole() {
      let value = 0;
      let unit = 1;
      for (;;) {
        const byte = bytes[reader.at++] ?? 0;
        if (byte < 128) return value + byte * unit;
        value += (byte & 127) * unit;
        unit *= 128;
      }
    },
    signed() {
      const value = reader.whole();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    double() {
      const value = view.getFloat64(reader.at);
      reader.at += 8;
      return value;
    },
    wide() {
      const { at } = reader;
      reader.at += WIDE_BYTES;
      return view.getUint32(at) + 2 ** 32 * view.getUint16(at + 4);
    },
    text() {
      return new TextDecoder().decode(reader.raw(reader.whole()));
    },
    raw(length) {
      const start = reader.at;
      reader.at += length;
      return bytes.subarray(start, reader.at);
    },
  };
  return reader;
}
