import type { IndexHead } from '../../../ports/indexTables.js';
import { IN_SCOPE_BITS, pageNumber, SLOT_BITS, SLOTS } from './addresses.js';

/** The places of all of a user's documents in one row: scope after scope, page after page. */
export interface Layout {
  readonly places: number;
  /** -1 = the scope is not admitted, or was not there yet when the head was read. */
  placeOf(address: number): number;
  /** Its documents stand alone. */
  isLoose(address: number): boolean;
  /** The number of the page that comes so far down the row. */
  pageAt(page: number): number;
}

const IN_SCOPE = 2 ** IN_SCOPE_BITS - 1;

export function layOut({ scopes }: IndexHead, admitted: readonly boolean[]): Layout {
  const starts: number[] = [];
  let places = 0;
  for (const { pages } of scopes) {
    starts.push(places);
    places += pages * SLOTS;
  }
  return {
    places,
    placeOf(address) {
      const scope = address >>> IN_SCOPE_BITS;
      const place = (starts[scope] ?? 0) + (address & IN_SCOPE);
      return admitted[scope] === true && place < (starts[scope + 1] ?? places) ? place : -1;
    },
    isLoose: (address) => scopes[address >>> IN_SCOPE_BITS]?.isLoose ?? true,
    pageAt(page) {
      const scope = starts.findLastIndex((start) => start <= page << SLOT_BITS);
      return pageNumber(scope, page - ((starts[scope] ?? 0) >>> SLOT_BITS));
    },
  };
}
