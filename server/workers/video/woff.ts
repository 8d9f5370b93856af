import { inflateSync } from 'node:zlib';

const HEADER = { woff: 44, sfnt: 12 };
const ENTRY = { woff: 20, sfnt: 16 };

/** A WOFF file as the TrueType or OpenType font that is packed in it. */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const font = Buffer.alloc(woff.readUInt32BE(16));
  woff.copy(font, 0, 4, 8);
  font.writeUInt16BE(count, 4);
  const fit = 2 ** Math.floor(Math.log2(count));
  font.writeUInt16BE(fit * 16, 6);
  font.writeUInt16BE(Math.log2(fit), 8);
  font.writeUInt16BE((count - fit) * 16, 10);
  let at = HEADER.sfnt + count * ENTRY.sfnt;
  for (let table = 0; table < count; table++) {
    const entry = HEADER.woff + table * ENTRY.woff;
    const [start, packed, length] = [4, 8, 12].map((offset) => woff.readUInt32BE(entry + offset)) as [
      number,
      number,
      number,
    ];
    const data = woff.subarray(start, start + packed);
    const target = HEADER.sfnt + table * ENTRY.sfnt;
    woff.copy(font, target, entry, entry + 4);
    woff.copy(font, target + 4, entry + 16, entry + 20);
    font.writeUInt32BE(at, target + 8);
    font.writeUInt32BE(length, target + 12);
    (packed < length ? inflateSync(data) : data).copy(font, at);
    at += Math.ceil(length / 4) * 4;
  }
  return font;
}
