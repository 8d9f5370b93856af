import type { Columns } from './columns.js';
import { createNumbers, take } from './numbers.js';

/** The terms of every document in the order of its text, as numbers of the vocabulary; `columns` say which are whose. */
export interface DocumentTerms {
  at(slot: number, columns: Columns): Int32Array;
  /** Makes room for so many terms of the document, all zero, for the caller to fill. */
  open(slot: number, count: number, columns: Columns): Int32Array;
  /** Gives back the room of documents that are gone, which have no length any more. */
  sweep(limit: number, columns: Columns): void;
  save(): Int32Array;
  bytes(): number;
}

export function createDocumentTerms(saved?: Int32Array): DocumentTerms {
  let terms = createNumbers(saved, saved?.length);

  const at = (slot: number, { start, length }: Columns): Int32Array => {
    const first = start[slot] ?? 0;
    return terms.data.subarray(first, first + (length[slot] ?? 0));
  };

  return {
    at,
    open(slot, count, columns) {
      columns.start[slot] = take(terms, count);
      columns.length[slot] = count;
      return at(slot, columns);
    },
    sweep(limit, columns) {
      const kept = createNumbers(new Int32Array(terms.used));
      for (let slot = 0; slot < limit; slot++) {
        const own = at(slot, columns);
        const start = take(kept, own.length);
        kept.data.set(own, start);
        columns.start[slot] = start;
      }
      terms = kept;
    },
    save: () => terms.data.slice(0, terms.used),
    bytes: () => 4 * terms.data.length,
  };
}
