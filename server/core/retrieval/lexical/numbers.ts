/** A growing store of 32-bit integers. Its room grows by half, so appending stays O(1) and little of it is ever empty. */
export interface Numbers {
  data: Int32Array;
  used: number;
}

const FIRST_ROOM = 64;

export function createNumbers(data: Int32Array = new Int32Array(FIRST_ROOM), used = 0): Numbers {
  return { data, used };
}

/** Takes `count` places at the end, all zero, and returns the first of them. */
export function take(numbers: Numbers, count: number): number {
  const start = numbers.used;
  numbers.used += count;
  if (numbers.used > numbers.data.length) {
    const wider = new Int32Array(Math.max(numbers.used, FIRST_ROOM, Math.ceil(numbers.data.length * 1.5)));
    wider.set(numbers.data.subarray(0, start));
    numbers.data = wider;
  } else numbers.data.fill(0, start, numbers.used);
  return start;
}

/** Writes at an index, making room for it. */
export function setAt(numbers: Numbers, index: number, value: number): void {
  if (index >= numbers.used) take(numbers, index + 1 - numbers.used);
  numbers.data[index] = value;
}
