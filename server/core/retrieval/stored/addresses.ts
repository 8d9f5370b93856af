/**
 * Where a document is: a scope, a page of it, and a place on the page, in 32 bits. A page's number is its scope and its
 * place in the scope.
 */
export const SLOT_BITS = 5;
const PAGE_BITS = 19;

/** Documents of a page. */
export const SLOTS = 1 << SLOT_BITS;
/** Pages of a scope; what comes after them opens another. */
export const SCOPE_PAGES = 1 << PAGE_BITS;
export const MAX_SCOPES = 256;
/** Bits of an address within its scope. */
export const IN_SCOPE_BITS = PAGE_BITS + SLOT_BITS;

export const pageNumber = (scope: number, page: number): number => scope * SCOPE_PAGES + page;
export const scopeOfPage = (page: number): number => page >>> PAGE_BITS;

export const addressOf = (page: number, slot: number): number => ((page << SLOT_BITS) | slot) >>> 0;
export const pageOf = (address: number): number => address >>> SLOT_BITS;
export const slotAt = (address: number): number => address & (SLOTS - 1);
