import { createNumbers, setAt, take } from './numbers.js';
import type { Numbers } from './numbers.js';

/** A posting packs a document's slot and how often the term occurs there (at most 15) into one small integer. */
const COUNT_BITS = 4;
export const MAX_COUNT = 15;

export const slotOf = (posting: number): number => posting >> COUNT_BITS;
export const countOf = (posting: number): number => posting & MAX_COUNT;

/**
 * The documents of every term, by the term's number: chains of blocks in one array. A block is the offset of the
 * next one (0 = none), its room and how much of it is used in one integer, and its postings. Each block has twice the
 * room of the one before, so a rare term costs little and a frequent one is read in long stretches.
 */
export interface Postings {
  readonly data: Int32Array;
  /** Offset of a term's first block; 0 = none. */
  first(term: number): number;
  add(term: number, slot: number, count: number): void;
  /** Forgets a term; its room is given back by `sweep`. */
  drop(term: number): void;
  /** Drops the postings of removed documents; afterwards their slots may be used again. */
  sweep(isLive: (slot: number) => boolean): void;
  save(): SavedPostings;
  bytes(): number;
}

export interface SavedPostings {
  blocks: Int32Array;
  firsts: Int32Array;
  lasts: Int32Array;
}

const HEAD = 2;
const ROOM_BITS = 15;
const USED_MASK = (1 << ROOM_BITS) - 1;
const FIRST_ROOM = 2;
const MAX_ROOM = 1024;
/** Offset 0 means none, so nothing begins there. */
const START = 1;

/** Offset after the last posting of a block. */
export const blockEnd = (data: Int32Array, block: number): number =>
  block + HEAD + ((data[block + 1] ?? 0) & USED_MASK);
/** Offset of the first posting of a block. */
export const blockStart = (block: number): number => block + HEAD;
/** Offset of the block after; 0 = none. */
export const blockAfter = (data: Int32Array, block: number): number => data[block] ?? 0;

export function createPostings(saved?: SavedPostings): Postings {
  let blocks: Numbers = saved
    ? createNumbers(saved.blocks, saved.blocks.length)
    : createNumbers(new Int32Array(64), START);
  const firsts = createNumbers(saved?.firsts, saved?.firsts.length);
  const lasts = createNumbers(saved?.lasts, saved?.lasts.length);

  const open = (term: number, room: number): number => {
    const block = take(blocks, HEAD + room);
    blocks.data[block + 1] = room << ROOM_BITS;
    const last = lasts.data[term] ?? 0;
    if ((firsts.data[term] ?? 0) === 0) setAt(firsts, term, block);
    else blocks.data[last] = block;
    setAt(lasts, term, block);
    return block;
  };

  const append = (term: number, posting: number): void => {
    const last = (firsts.data[term] ?? 0) === 0 ? 0 : (lasts.data[term] ?? 0);
    const state = last === 0 ? 0 : (blocks.data[last + 1] ?? 0);
    const room = state >> ROOM_BITS;
    const used = state & USED_MASK;
    const isFull = used === room;
    const block = isFull ? open(term, last === 0 ? FIRST_ROOM : Math.min(2 * room, MAX_ROOM)) : last;
    const at = isFull ? 0 : used;
    blocks.data[block + HEAD + at] = posting;
    blocks.data[block + 1] = (blocks.data[block + 1] ?? 0) + 1;
  };

  /** The postings of a term whose documents live. */
  const living = (term: number, data: Int32Array, isLive: (slot: number) => boolean): number[] => {
    const kept: number[] = [];
    for (let block = firsts.data[term] ?? 0; block > 0; block = blockAfter(data, block)) {
      const end = blockEnd(data, block);
      for (let at = blockStart(block); at < end; at++) {
        const posting = data[at] ?? 0;
        if (isLive(slotOf(posting))) kept.push(posting);
      }
    }
    return kept;
  };

  return {
    get data() {
      return blocks.data;
    },
    first: (term) => firsts.data[term] ?? 0,
    add(term, slot, count) {
      append(term, (slot << COUNT_BITS) | Math.min(count, MAX_COUNT));
    },
    drop(term) {
      setAt(firsts, term, 0);
    },
    sweep(isLive) {
      const { data, used } = blocks;
      blocks = createNumbers(new Int32Array(used), START);
      for (let term = 0; term < firsts.used; term++) {
        const kept = living(term, data, isLive);
        setAt(firsts, term, 0);
        for (let at = 0; at < kept.length; at += MAX_ROOM) {
          const stretch = kept.slice(at, at + MAX_ROOM);
          open(term, stretch.length);
          for (const posting of stretch) append(term, posting);
        }
      }
    },
    save: () => ({
      blocks: blocks.data.slice(0, blocks.used),
      firsts: firsts.data.slice(0, firsts.used),
      lasts: lasts.data.slice(0, lasts.used),
    }),
    bytes: () => 4 * (blocks.data.length + firsts.data.length + lasts.data.length),
  };
}
