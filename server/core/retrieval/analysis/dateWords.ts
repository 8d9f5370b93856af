/** The English words of the calendar, and how to read them. Words come in lower case. */

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
/** First month of each season, northern hemisphere. */
const SEASONS = new Map([['spring', 2], ['summer', 5], ['autumn', 8], ['fall', 8], ['winter', 11]]); // prettier-ignore
const COUNTS = new Map([
  ['a', 1], ['an', 1], ['one', 1], ['two', 2], ['couple', 2], ['three', 3], ['few', 3], ['four', 4], ['several', 4], ['five', 5],
  ['six', 6], ['seven', 7], ['eight', 8], ['nine', 9], ['ten', 10], ['eleven', 11], ['twelve', 12],
]); // prettier-ignore
const DAY_SHIFTS = new Map([['yesterday', -1], ['today', 0], ['tonight', 0], ['tomorrow', 1]]); // prettier-ignore
const LEAD_SHIFTS = new Map([['last', -1], ['past', -1], ['previous', -1], ['this', 0], ['next', 1], ['coming', 1]]); // prettier-ignore
/** Words after which "may" and "march" are a time, and not a verb. */
const TIME_LEADS = new Set(
  'in on of since until till by early late mid during last next this before after from to'.split(' '),
);
const SHORT_MONTH = 3;

export type CalendarUnit = 'day' | 'week' | 'month' | 'year';
type Word = string | undefined;

/** 0 = January; -1 = no month. `may` may be a verb: see `isVerbLike`. */
export function monthIndex(word: Word): number {
  if (word === undefined || word.length < SHORT_MONTH) return -1;
  const isAbbreviation = word.length === SHORT_MONTH || word === 'sept';
  return MONTHS.findIndex((month) => month === word || (isAbbreviation && month.startsWith(word)));
}

export const isVerbLike = (word: Word): boolean => word === 'may' || word === 'march' || word === 'mar';
export const isTimeLead = (word: Word): boolean => word !== undefined && TIME_LEADS.has(word);

/** 0 = Sunday; -1 = no weekday. */
export const weekdayIndex = (word: Word): number => WEEKDAYS.indexOf(word ?? '');
export const seasonMonth = (word: Word): number | undefined => SEASONS.get(word ?? '');
export const dayShift = (word: Word): number | undefined => DAY_SHIFTS.get(word ?? '');
export const leadShift = (word: Word): number | undefined => LEAD_SHIFTS.get(word ?? '');

export function yearNumber(word: Word): number | null {
  return word !== undefined && /^(?:19|20)\d\d$/.test(word) ? Number(word) : null;
}

/** Day of a month: `7`, `7th`. */
export function dayNumber(word: Word): number | null {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word ?? '')?.[1] ?? 0);
  return day >= 1 && day <= 31 ? day : null;
}

/** `two`, `a`, `several`, `12`. */
export function countOf(word: Word): number | null {
  return COUNTS.get(word ?? '') ?? (/^\d{1,3}$/.test(word ?? '') ? Number(word) : null);
}

export function unitOf(word: Word): CalendarUnit | null {
  const unit = word?.replace(/s$/, '');
  return unit === 'day' || unit === 'week' || unit === 'month' || unit === 'year' ? unit : null;
}
