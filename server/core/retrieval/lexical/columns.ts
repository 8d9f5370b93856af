/** What scoring reads of every document, by slot. A new slot is grown into by doubling, so adding stays O(1). */
export interface Columns {
  readonly capacity: number;
  /** Terms of the document, with repeats. */
  length: Float32Array;
  /** Slot of the turn before and after in its session; -1 = none. */
  previous: Int32Array;
  next: Int32Array;
  session: Int32Array;
  /** Number of the speaker within the partition; 0 = nobody named. */
  speaker: Int32Array;
  toldAt: Float64Array;
  /** Order of arrival. */
  arrival: Float64Array;
  /** Days it speaks of (else the day it was told), as day numbers. */
  fromDay: Int32Array;
  toDay: Int32Array;
  /** Bits: alive, only asks a question, and the sorts of facts that it tells. 0 = nothing here. */
  traits: Uint8Array;
}

export const TRAIT_LIVE = 1;
export const TRAIT_QUESTION = 2;

const FIRST_CAPACITY = 16;

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

function grown<T extends Numbers>(old: T, create: (size: number) => T, capacity: number): T {
  const wider = create(capacity);
  wider.set(old);
  return wider;
}

const float32 = (size: number): Float32Array => new Float32Array(size);
const float64 = (size: number): Float64Array => new Float64Array(size);
const int32 = (size: number): Int32Array => new Int32Array(size);
const uint8 = (size: number): Uint8Array => new Uint8Array(size);

export function createColumns(): Columns {
  return {
    capacity: FIRST_CAPACITY,
    length: float32(FIRST_CAPACITY),
    previous: int32(FIRST_CAPACITY),
    next: int32(FIRST_CAPACITY),
    session: int32(FIRST_CAPACITY),
    speaker: int32(FIRST_CAPACITY),
    toldAt: float64(FIRST_CAPACITY),
    arrival: float64(FIRST_CAPACITY),
    fromDay: int32(FIRST_CAPACITY),
    toDay: int32(FIRST_CAPACITY),
    traits: uint8(FIRST_CAPACITY),
  };
}

/** The same columns with room for twice as many documents. */
export function growColumns(old: Columns): Columns {
  const capacity = old.capacity * 2;
  return {
    capacity,
    length: grown(old.length, float32, capacity),
    previous: grown(old.previous, int32, capacity),
    next: grown(old.next, int32, capacity),
    session: grown(old.session, int32, capacity),
    speaker: grown(old.speaker, int32, capacity),
    toldAt: grown(old.toldAt, float64, capacity),
    arrival: grown(old.arrival, float64, capacity),
    fromDay: grown(old.fromDay, int32, capacity),
    toDay: grown(old.toDay, int32, capacity),
    traits: grown(old.traits, uint8, capacity),
  };
}

/** Bytes per slot over all columns. */
export const COLUMN_BYTES = 4 * 7 + 8 * 2 + 1;
