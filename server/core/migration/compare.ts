import { createHash } from 'node:crypto';
import { CoreError } from '../../ports/errors.js';
import type { RowKind, Store } from '../../ports/store.js';
import { canonical } from './rows.js';

/** Up to where a kind has been copied: the rows of the source's batch at `cursor` after `skip`, and all batches behind it, are missing. */
export interface Standing {
  /** null = nothing is missing. */
  cursor: number | null;
  skip: number;
}

/** Told with every batch. */
export type Told = (rows: number) => void;

interface Batch {
  items: object[];
  cursor: number | null;
}

interface Comparison {
  from: Store;
  to: Store;
  kind: RowKind;
  batch: number;
  told: Told;
}

/**
 * What the target has of a kind must be the beginning of what the source has, row by row: a copy that was interrupted,
 * or a whole one. Throws `conflict` where it is anything else.
 */
export async function compareKind({ from, to, kind, batch, told }: Comparison): Promise<Standing> {
  let cursor: number | null = 0;
  let rows = 0;
  for (let place: number | null = 0; place !== null;) {
    const there: Batch = await to.scanRows(kind, place, batch);
    if (there.items.length === 0) break;
    const here: Batch = cursor === null ? { items: [], cursor: null } : await from.scanRows(kind, cursor, batch);
    const wrong = there.items.findIndex((row, at) => !isSame(row, here.items[at]));
    if (wrong !== -1) throw foreign(kind, rows + wrong + 1);
    rows += there.items.length;
    told(rows);
    if (there.items.length < here.items.length) return { cursor, skip: there.items.length };
    cursor = here.cursor;
    place = there.cursor;
  }
  return { cursor, skip: 0 };
}

const isSame = (row: object, other: object | undefined): boolean =>
  other !== undefined && canonical(row) === canonical(other);

const foreign = (kind: RowKind, nth: number): CoreError =>
  new CoreError(
    'conflict',
    `The target holds other data than the source (${kind} number ${nth}); it must be empty or an earlier copy. Nothing was written`,
  );

/** How many rows of a kind there are, and the SHA-256 of all of them in their order. */
export interface Digest {
  rows: number;
  sha256: string;
}

export async function digestKind(store: Store, kind: RowKind, batch: number, told: Told): Promise<Digest> {
  const hash = createHash('sha256');
  let rows = 0;
  for (let cursor: number | null = 0; cursor !== null;) {
    const read: Batch = await store.scanRows(kind, cursor, batch);
    for (const row of read.items) hash.update(canonical(row)).update('\n');
    rows += read.items.length;
    told(rows);
    cursor = read.cursor;
  }
  return { rows, sha256: hash.digest('hex') };
}
