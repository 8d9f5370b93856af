/** What scoring reads of every document, by slot. Room grows by half, so adding stays O(1). */
export interface Columns {
  readonly capacity: number;
  /** Terms of the document, with repeats: where they start in the store of terms, and how many they are. */
  start: Int32Array;
  length: Int32Array;
  /** Slot of the turn before and after in its session; -1 = none. */
  previous: Int32Array;
  next: Int32Array;
  /** Number of its session; -1 = it stands alone, or nothing is here. */
  session: Int32Array;
  /** Number of the speaker within the partition; 0 = nobody named. */
  speaker: Int32Array;
  /** Number of the app within the partition. */
  app: Int32Array;
  toldAt: Float64Array;
  /** Order of arrival. */
  arrival: Float64Array;
  /** Days it speaks of (else the day it was told), as day numbers. */
  fromDay: Int32Array;
  toDay: Int32Array;
  /** Place of its kind in `HIT_KINDS`. */
  kind: Uint8Array;
  /** Bits: alive, only asks a question, and the sorts of facts that it tells. 0 = nothing here. */
  traits: Uint8Array;
}

export const TRAIT_LIVE = 1;
export const TRAIT_QUESTION = 2;

const FIRST_CAPACITY = 16;

type NumberArray = Float64Array | Int32Array | Uint8Array;

export function createColumns(capacity: number = FIRST_CAPACITY): Columns {
  const int32 = (): Int32Array => new Int32Array(capacity);
  return {
    capacity,
    start: int32(),
    length: int32(),
    previous: int32(),
    next: int32(),
    session: int32(),
    speaker: int32(),
    app: int32(),
    toldAt: new Float64Array(capacity),
    arrival: new Float64Array(capacity),
    fromDay: int32(),
    toDay: int32(),
    kind: new Uint8Array(capacity),
    traits: new Uint8Array(capacity),
  };
}

const arraysOf = (columns: Columns): NumberArray[] =>
  Object.values(columns).filter((column): column is NumberArray => typeof column !== 'number');

/** The same columns with room for half as many more documents. */
export function growColumns(old: Columns): Columns {
  const wider = createColumns(Math.ceil(old.capacity * 1.5));
  const targets = arraysOf(wider);
  for (const [at, column] of arraysOf(old).entries()) targets[at]?.set(column);
  return wider;
}

/** The same columns with room for no more than the first `count` documents. */
export function trimColumns(old: Columns, count: number): Columns {
  const trimmed = createColumns(count);
  const targets = arraysOf(trimmed);
  for (const [at, column] of arraysOf(old).entries()) targets[at]?.set(column.subarray(0, count));
  return trimmed;
}

/** Bytes per slot over all columns. */
export const COLUMN_BYTES = 4 * 9 + 8 * 2 + 2;
