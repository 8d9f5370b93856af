/** Longer words are compared only for being the same. */
const MAX_WORD = 63;

/**
 * Makes the edit distance with transpositions (optimal string alignment): `limit + 1` where it is larger.
 * Rows beyond the limit end it early; its three rows are used again and again.
 */
export function createEditDistance(): (a: string, b: string, limit: number) => number {
  let before = new Uint8Array(MAX_WORD + 1);
  let above = new Uint8Array(MAX_WORD + 1);
  let row = new Uint8Array(MAX_WORD + 1);

  /** Fills `row` for the letter of `a` before `i`; returns its least value. */
  const fillRow = (a: string, b: string, i: number): number => {
    const letter = a.charCodeAt(i - 1);
    const letterBefore = i > 1 ? a.charCodeAt(i - 2) : -1;
    let least = (row[0] = i);
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = (above[j - 1] ?? 0) + (letter === other ? 0 : 1);
      cost = Math.min(cost, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const isSwapped = j > 1 && letterBefore === other && letter === b.charCodeAt(j - 2);
      if (isSwapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    return least;
  };

  return (a, b, limit) => {
    if (a === b) return 0;
    if (Math.abs(a.length - b.length) > limit || a.length > MAX_WORD || b.length > MAX_WORD) return limit + 1;
    for (let j = 0; j <= b.length; j++) above[j] = j;
    for (let i = 1; i <= a.length; i++) {
      if (fillRow(a, b, i) > limit) return limit + 1;
      [before, above, row] = [above, row, before];
    }
    return Math.min(above[b.length] ?? limit + 1, limit + 1);
  };
}
