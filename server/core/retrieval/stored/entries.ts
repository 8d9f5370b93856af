import { createByteReader, createByteWriter } from './bytes.js';

/** Bytes of an address where they are only ever added at the end. */
export const RECENT_BYTES = 4;

/** Addresses of the documents that a term got last, in the order in which it got them. */
export function readRecent(recent: Uint8Array): Uint32Array {
  const view = new DataView(recent.buffer, recent.byteOffset, recent.byteLength);
  const addresses = new Uint32Array(recent.length / RECENT_BYTES);
  for (let at = 0; at < addresses.length; at++) addresses[at] = view.getUint32(at * RECENT_BYTES);
  return addresses;
}

export function writeRecent(addresses: Iterable<number>): Uint8Array {
  const all = [...addresses];
  const view = new DataView(new ArrayBuffer(all.length * RECENT_BYTES));
  for (const [at, address] of all.entries()) view.setUint32(at * RECENT_BYTES, address);
  return new Uint8Array(view.buffer);
}

/** Addresses in ascending order, as the differences between them: of a frequent term about a byte each. */
export function packEntries(ascending: Uint32Array): Uint8Array {
  const writer = createByteWriter();
  let before = 0;
  for (const address of ascending) {
    writer.whole(address - before);
    before = address;
  }
  return writer.done();
}

export function unpackEntries(entries: Uint8Array): Uint32Array {
  const reader = createByteReader(entries);
  const addresses: number[] = [];
  let address = 0;
  while (reader.at < reader.end) {
    address += reader.whole();
    addresses.push(address);
  }
  return Uint32Array.from(addresses);
}

/** Calls `visit` with every packed address, without keeping them. */
export function visitEntries(entries: Uint8Array, visit: (address: number) => void): void {
  let address = 0;
  let difference = 0;
  let unit = 1;
  for (const byte of entries) {
    difference += (byte & 127) * unit;
    unit *= 128;
    if (byte >= 128) continue;
    address += difference;
    difference = 0;
    unit = 1;
    visit(address);
  }
}
