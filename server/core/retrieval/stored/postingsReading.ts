import type { IndexTables, IndexTerm } from '../../../ports/indexTables.js';
import type { PreparedQuery } from '../lexical/preparedQuery.js';
import type { AskedDays } from './days.js';
import { RECENT_BYTES } from './entries.js';
import { numberOf } from './termNumbers.js';

/** Addresses of documents, as they are stored. */
export interface PostingList {
  /** What an occurrence counts. */
  share: number;
  recent: Uint8Array;
  blocks: Uint8Array[];
}

/** The lists of one term of the query in all of its forms. */
export interface TermLists {
  weight: number;
  forms: PostingList[];
}

export interface ReadLists {
  terms: TermLists[];
  /** Of the days that the query names. */
  named: PostingList[];
  /** Of the days on which all that it may find was told; null = any. */
  told: PostingList[] | null;
}

/** Addresses that one query reads at most, of its terms and of its days: what bounds its time. */
const MOST_ADDRESSES = 30_000;
/** Where all terms are frequent, so many of the rarest are read, the newest part of each. */
const FREQUENT_READ = 2;
/** No block that is full has less. */
const LEAST_OF_BLOCK = 1024;
const ALL_BLOCKS = 1_000_000;

interface Wanted {
  number: number;
  most: number;
}

interface Choice {
  weight: number;
  forms: { number: number; share: number; most: number }[];
}

/**
 * The rarest terms first, each whole, as long as they fit what may be read: they say most, and what has the others as
 * well is found through them. Where even the rarest does not fit, the newest part of a few.
 */
function chooseTerms({ terms }: PreparedQuery, rows: ReadonlyMap<number, IndexTerm>): Choice[] {
  const all = terms.map(({ weight, forms }) => {
    const present = forms.flatMap(({ term, share }) => {
      const row = rows.get(numberOf(term));
      return row ? [{ number: row.number, share, documents: row.documents }] : [];
    });
    return { weight, forms: present, documents: present.reduce((sum, { documents }) => sum + documents, 0) };
  });
  all.sort((a, b) => a.documents - b.documents);
  const chosen: Choice[] = [];
  let left = MOST_ADDRESSES;
  for (const { weight, forms, documents } of all) {
    if (documents > left) break;
    left -= documents;
    chosen.push({ weight, forms: forms.map((form) => ({ ...form, most: ALL_BLOCKS })) });
  }
  if (chosen.length > 0) return chosen;
  const read = all.slice(0, FREQUENT_READ);
  return read.map(({ weight, forms }) => {
    const most = Math.ceil(MOST_ADDRESSES / read.length / forms.length / (2 * LEAST_OF_BLOCK));
    return { weight, forms: forms.map((form) => ({ ...form, most })) };
  });
}

/** The latest days first, as long as they fit what may be read; null where they do not all fit. */
function chooseDays(
  ranges: readonly { from: number; to: number }[],
  rows: ReadonlyMap<number, IndexTerm>,
): { numbers: number[]; isWhole: boolean } {
  const days = [...rows.values()].filter(({ number }) => ranges.some(({ from, to }) => number >= from && number <= to));
  days.sort((a, b) => b.number - a.number);
  const numbers: number[] = [];
  let left = MOST_ADDRESSES;
  for (const { number, documents } of days) {
    left -= documents;
    if (left < 0) return { numbers, isWhole: false };
    numbers.push(number);
  }
  return { numbers, isWhole: true };
}

/** Reads where the terms and days of a query occur, within bounds. */
export async function readLists(
  tables: IndexTables,
  userId: string,
  prepared: PreparedQuery,
  days: AskedDays,
  looked: readonly IndexTerm[],
): Promise<ReadLists> {
  const rows = new Map(looked.map((row) => [row.number, row]));
  const terms = chooseTerms(prepared, rows);
  const named = chooseDays(days.named, rows);
  const told = days.told ? chooseDays([days.told], rows) : null;
  const wanted = new Map<number, Wanted>();
  const want = (number: number, most: number): void => {
    const row = rows.get(number);
    if (row && row.documents * RECENT_BYTES > row.recent.length) wanted.set(number, { number, most });
  };
  for (const { forms } of terms) for (const { number, most } of forms) want(number, most);
  for (const number of [...named.numbers, ...(told?.numbers ?? [])]) want(number, ALL_BLOCKS);
  const blocks = new Map<number, Uint8Array[]>();
  if (wanted.size > 0) {
    for (const { number, entries } of await tables.blocks(userId, [...wanted.values()])) {
      const list = blocks.get(number);
      if (list) list.push(entries);
      else blocks.set(number, [entries]);
    }
  }
  const listOf = (number: number, share = 1): PostingList => ({
    share,
    recent: rows.get(number)?.recent ?? new Uint8Array(),
    blocks: blocks.get(number) ?? [],
  });
  return {
    terms: terms.map(({ weight, forms }) => ({
      weight,
      forms: forms.map(({ number, share }) => listOf(number, share)),
    })),
    named: named.numbers.map((number) => listOf(number)),
    told: told?.isWhole ? told.numbers.map((number) => listOf(number)) : null,
  };
}
