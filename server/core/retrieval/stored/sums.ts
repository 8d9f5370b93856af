/** Sums by place, in memory that is used again and again: all zero between two uses. */
export interface Sums {
  at(place: number): number;
  /** Places that are not zero: the first `count` of these. */
  readonly touched: Int32Array;
  readonly count: number;
  raise(place: number, value: number): void;
  clear(): void;
}

const FIRST_ROOM = 1024;

export function createSums(): Sums {
  let values = new Float32Array(FIRST_ROOM);
  let touched = new Int32Array(FIRST_ROOM);
  let count = 0;

  const touch = (place: number): void => {
    if (count === touched.length) {
      const wider = new Int32Array(2 * count);
      wider.set(touched);
      touched = wider;
    }
    touched[count++] = place;
  };

  return {
    at: (place) => values[place] ?? 0,
    get touched() {
      return touched;
    },
    get count() {
      return count;
    },
    raise(place, value) {
      if (place >= values.length) {
        const wider = new Float32Array(Math.max(place + 1, 2 * values.length));
        wider.set(values);
        values = wider;
      }
      const before = values[place] ?? 0;
      if (before === 0) touch(place);
      values[place] = before + value;
    },
    clear() {
      for (let i = 0; i < count; i++) values[touched[i] ?? 0] = 0;
      count = 0;
    },
  };
}
