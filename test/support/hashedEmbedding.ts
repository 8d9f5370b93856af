/**
 * An embedding without a model: words (or pairs of letters where no spaces are written) hashed into a unit vector. The
 * same text has always the same vector, and texts that share words are closer than texts that share none.
 */
export function hashedEmbedding(text: string, dimension: number): number[] {
  const vector = new Array<number>(dimension).fill(0);
  for (const token of tokensOf(text)) {
    const hash = fnv1a(token);
    vector[hash % dimension]! += hash & 0x10000 ? 1 : -1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.map((_, index) => (index === 0 ? 1 : 0)) : vector.map((value) => value / length);
}

function tokensOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) =>
    /\p{Lo}/u.test(word) ? Array.from(word).map((letter, i, all) => letter + (all[i + 1] ?? '')) : word,
  );
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
