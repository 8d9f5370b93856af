/** Whole days in UTC, counted from 1 January 1970; both ends belong to the range. */
export interface DayRange {
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;

export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / DAY_MS);
}

/** Day number of a calendar date; months count from 0 and may run over, as in `Date.UTC`. */
export function dayOfDate(year: number, month: number, day: number): number {
  return dayOf(Date.UTC(year, month, day));
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

export function monthOf(day: number): number {
  return new Date(day * DAY_MS).getUTCMonth();
}

/** 0 = Sunday. */
export function weekdayOf(day: number): number {
  return new Date(day * DAY_MS).getUTCDay();
}

export function monthRange(year: number, month: number): DayRange {
  return { from: dayOfDate(year, month, 1), to: dayOfDate(year, month + 1, 1) - 1 };
}

export function yearRange(year: number): DayRange {
  return { from: dayOfDate(year, 0, 1), to: dayOfDate(year + 1, 0, 1) - 1 };
}

/** The week from Monday to Sunday that `day` lies in, moved by whole weeks. */
export function weekRange(day: number, shift: number): DayRange {
  const monday = day - ((weekdayOf(day) + 6) % 7) + 7 * shift;
  return { from: monday, to: monday + 6 };
}

/** The range of a unit of time `amount` units away from `day`; far units are vague, so their range is wider. */
export function shifted(day: number, amount: number, unit: 'day' | 'week' | 'month' | 'year'): DayRange {
  if (unit === 'day') return { from: day + amount, to: day + amount };
  if (unit === 'week') return { from: day + 7 * amount - 3, to: day + 7 * amount + 3 };
  if (unit === 'month') return monthRange(yearOf(day), monthOf(day) + amount);
  return yearRange(yearOf(day) + amount);
}
