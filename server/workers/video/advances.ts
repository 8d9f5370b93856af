/** How far each letter of a font moves the pen, as a share of the font's size; null = it has no such letter. */
export type Advances = (codePoint: number) => number | null;

/** Reads the widths of a TrueType or OpenType font. */
export function readAdvances(font: Buffer): Advances {
  const tables = new Map<string, number>();
  for (let table = 0; table < font.readUInt16BE(4); table++) {
    const entry = 12 + table * 16;
    tables.set(font.toString('latin1', entry, entry + 4), font.readUInt32BE(entry + 8));
  }
  const at = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`The font has no table ${name}`);
    return offset;
  };
  const unitsPerEm = font.readUInt16BE(at('head') + 18);
  const measured = font.readUInt16BE(at('hhea') + 34);
  const widths = at('hmtx');
  const glyphOf = readCharacterMap(font, at('cmap'));
  return (codePoint) => {
    const glyph = glyphOf(codePoint);
    return glyph === 0 ? null : font.readUInt16BE(widths + 4 * Math.min(glyph, measured - 1)) / unitsPerEm;
  };
}

/** The glyph of a code point; 0 = none. Every font of ours has a map of format 12 or 4. */
function readCharacterMap(font: Buffer, start: number): (codePoint: number) => number {
  const maps = Array.from({ length: font.readUInt16BE(start + 2) }, (_, index) => {
    const map = start + font.readUInt32BE(start + 4 + index * 8 + 4);
    return { map, format: font.readUInt16BE(map) };
  });
  const full = maps.find(({ format }) => format === 12);
  if (full) return (codePoint) => findInGroups(font, full.map, codePoint);
  const basic = maps.find(({ format }) => format === 4);
  return basic ? (codePoint) => findInSegments(font, basic.map, codePoint) : () => 0;
}

function findInGroups(font: Buffer, map: number, codePoint: number): number {
  let [low, high] = [0, font.readUInt32BE(map + 12) - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = map + 16 + middle * 12;
    const first = font.readUInt32BE(group);
    if (codePoint < first) high = middle - 1;
    else if (codePoint > font.readUInt32BE(group + 4)) low = middle + 1;
    else return font.readUInt32BE(group + 8) + codePoint - first;
  }
  return 0;
}

function findInSegments(font: Buffer, map: number, codePoint: number): number {
  const doubled = font.readUInt16BE(map + 6);
  const [ends, starts] = [map + 14, map + 16 + doubled];
  for (let segment = 0; segment < doubled; segment += 2) {
    if (codePoint > font.readUInt16BE(ends + segment)) continue;
    const first = font.readUInt16BE(starts + segment);
    if (codePoint < first) return 0;
    const delta = font.readInt16BE(starts + doubled + segment);
    const place = starts + 2 * doubled + segment;
    const offset = font.readUInt16BE(place);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = font.readUInt16BE(place + offset + 2 * (codePoint - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
