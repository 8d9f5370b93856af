import { IN_SCOPE_BITS, SLOT_BITS, slotAt, pageOf } from './addresses.js';

/** Gives the documents that one search comes across places in one row, page after page, in the order in which it does. */
export interface Layout {
  /** Places up to now. */
  readonly places: number;
  /** -1 = its scope is not admitted. */
  placeOf(address: number): number;
  /** The same on pages that are in the row already; -1 for any other. */
  knownPlaceOf(address: number): number;
  /** The number of the page that is so far down the row. */
  pageAt(page: number): number;
  /** For the next search, which looks into these scopes alone. */
  begin(admitted: readonly boolean[]): void;
}

const FIRST_ROOM = 1024;
const NOTHING = 0;

/** Makes a layout; its memory grows with what a search comes across, never with what a user has. */
export function createLayout(): Layout {
  let admitted: readonly boolean[] = [];
  /** Where a page may be found by its hash: one more than its place among `pages`. */
  let table = new Int32Array(2 * FIRST_ROOM);
  let pages = new Int32Array(FIRST_ROOM);
  let count = 0;

  const hashOf = (page: number): number => (Math.imul(page, 0x9e3779b1) >>> 8) & (table.length - 1);

  const seat = (page: number, at: number): void => {
    let seatAt = hashOf(page);
    while (table[seatAt] !== NOTHING) seatAt = (seatAt + 1) & (table.length - 1);
    table[seatAt] = at + 1;
  };

  const widen = (): void => {
    const wider = new Int32Array(2 * pages.length);
    wider.set(pages);
    pages = wider;
    table = new Int32Array(2 * pages.length);
    for (let at = 0; at < count; at++) seat(pages[at] ?? 0, at);
  };

  /** -1 = it is not in the row. */
  const find = (page: number): number => {
    for (let seatAt = hashOf(page); ; seatAt = (seatAt + 1) & (table.length - 1)) {
      const known = (table[seatAt] ?? NOTHING) - 1;
      if (known < 0 || pages[known] === page) return known;
    }
  };

  const append = (page: number): number => {
    if (count === pages.length) widen();
    pages[count] = page;
    seat(page, count);
    return count++;
  };

  return {
    get places() {
      return count << SLOT_BITS;
    },
    placeOf(address) {
      if (admitted[address >>> IN_SCOPE_BITS] !== true) return -1;
      const page = pageOf(address);
      const known = find(page);
      return ((known < 0 ? append(page) : known) << SLOT_BITS) | slotAt(address);
    },
    knownPlaceOf(address) {
      const known = find(pageOf(address));
      return known < 0 ? -1 : (known << SLOT_BITS) | slotAt(address);
    },
    pageAt: (page) => pages[page] ?? 0,
    begin(scopes) {
      admitted = scopes;
      table.fill(NOTHING);
      count = 0;
    },
  };
}
