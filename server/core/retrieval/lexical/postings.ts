import { createNeighbours } from './neighbours.js';
import type { Neighbours } from './neighbours.js';

/** A posting packs a document's slot and how often the term occurs there (at most 15) into one small integer. */
const COUNT_BITS = 4;
const MAX_COUNT = 15;

export const slotOf = (posting: number): number => posting >> COUNT_BITS;
export const countOf = (posting: number): number => posting & MAX_COUNT;

export interface TermList {
  readonly term: string;
  /** Of every document that has the term; those of removed documents stay until the next sweep. */
  postings: number[];
  /** Living documents that have the term. */
  documents: number;
}

export interface Postings {
  /** Of its vocabulary. */
  readonly neighbours: Neighbours;
  find(term: string): TermList | undefined;
  /** Returns the list of each term, in the order given, with repeats. */
  add(slot: number, terms: readonly string[]): TermList[];
  /** A term that no living document has is forgotten at once; other postings of the document wait for `sweep`. */
  release(terms: readonly TermList[]): void;
  /** Drops the postings of removed documents; afterwards their slots may be used again. */
  sweep(isLive: (slot: number) => boolean): void;
  /** Estimated memory. */
  bytes(): number;
}

/** What a term costs beside its postings: its string, its list and its places in the maps. */
const TERM_BYTES = 400;
const POSTING_BYTES = 8;

/** The inverted index of one partition. */
export function createPostings(): Postings {
  const lists = new Map<string, TermList>();
  const neighbours = createNeighbours();

  const listOf = (term: string): TermList => {
    const known = lists.get(term);
    if (known !== undefined) return known;
    const list = { term, postings: [], documents: 0 };
    lists.set(term, list);
    neighbours.add(term);
    return list;
  };

  return {
    neighbours,
    find: (term) => lists.get(term),
    add(slot, terms) {
      const occurrences = terms.map(listOf);
      const counts = new Map<TermList, number>();
      for (const list of occurrences) counts.set(list, (counts.get(list) ?? 0) + 1);
      for (const [list, count] of counts) {
        list.postings.push((slot << COUNT_BITS) | Math.min(count, MAX_COUNT));
        list.documents++;
      }
      return occurrences;
    },
    release(terms) {
      for (const list of new Set(terms)) {
        list.documents--;
        if (list.documents > 0) continue;
        lists.delete(list.term);
        neighbours.remove(list.term);
      }
    },
    sweep(isLive) {
      for (const list of lists.values()) {
        if (list.postings.length === list.documents) continue;
        list.postings = list.postings.filter((posting) => isLive(slotOf(posting)));
      }
    },
    bytes() {
      let postings = 0;
      for (const list of lists.values()) postings += list.postings.length;
      return lists.size * TERM_BYTES + postings * POSTING_BYTES;
    },
  };
}
