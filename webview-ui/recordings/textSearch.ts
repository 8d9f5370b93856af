interface Timed {
  at: number;
  text: string;
}

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean);

/** Those that hold all the words. */
export function matching<Row extends Timed>(rows: readonly Row[], query: string): Row[] {
  const words = wordsOf(query);
  return rows.filter(({ text }) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** The last that was there by then; null before the first. */
export function currentOf<Row extends Timed>(rows: readonly Row[], now: number): Row | null {
  // A seek lands between pictures: half a second early is meant.
  return rows.findLast(({ at }) => at <= now + 500) ?? null;
}

/** The text in pieces, those that fit a word marked. */
export function marked(text: string, query: string): { text: string; isHit: boolean }[] {
  const words = wordsOf(query).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ text, isHit: false }];
  return text
    .split(new RegExp(`(${words.join('|')})`, 'i'))
    .map((piece, index) => ({ text: piece, isHit: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
