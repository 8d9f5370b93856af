/** Sums by place, in memory that is used again and again: all zero between two uses. */
export interface Sums {
  readonly values: Float32Array;
  /** Places that are not zero: the first `count` of these. */
  readonly touched: Int32Array;
  readonly count: number;
  /** Makes room for so many places. */
  fit(places: number): void;
  raise(at: number, value: number): void;
  clear(): void;
}

const FIRST_TOUCHED = 1024;
/** Room beyond what is asked for, so that a user who writes does not have it made anew for every search. */
const SPARE = 1.25;

export function createSums(): Sums {
  let values = new Float32Array(0);
  let touched = new Int32Array(FIRST_TOUCHED);
  let count = 0;
  return {
    get values() {
      return values;
    },
    get touched() {
      return touched;
    },
    get count() {
      return count;
    },
    fit(places) {
      if (values.length < places) values = new Float32Array(Math.ceil(places * SPARE));
    },
    raise(at, value) {
      const before = values[at] ?? 0;
      if (before === 0) {
        if (count === touched.length) {
          const wider = new Int32Array(2 * count);
          wider.set(touched);
          touched = wider;
        }
        touched[count++] = at;
      }
      values[at] = before + value;
    },
    clear() {
      for (let i = 0; i < count; i++) values[touched[i] ?? 0] = 0;
      count = 0;
    },
  };
}
