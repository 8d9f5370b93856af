import { dayOf, dayOfDate, monthOf, monthRange, shifted, weekdayOf, weekRange, yearOf, yearRange } from './calendar.js';
import type { DayRange } from './calendar.js';
import { findChineseDates } from './chineseDates.js';
import * as word from './dateWords.js';

const MAX_WORDS = 400;
const MAX_DATES = 4;
const WORD = /\d{4}-\d{1,2}-\d{1,2}\b|[a-z0-9]+/g;

/** Kana and Han. */
const UNSPACED = /[\u3040-\u9fff]/;

interface Reader {
  words: string[];
  /** The day that "yesterday" is counted from. */
  today: number;
}

interface Found {
  range: DayRange;
  /** Words read. */
  length: number;
}

/** Reads a date that starts at this word, or null. Each looks at a fixed number of words. */
type Read = (reader: Reader, at: number) => Found | null;

const oneDay = (day: number): DayRange => ({ from: day, to: day });

/** The year that a month without one most likely means: the latest in which it is not in the future. */
function likelyYear(today: number, month: number): number {
  return month <= monthOf(today) ? yearOf(today) : yearOf(today) - 1;
}

const readIso: Read = ({ words }, at) => {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words[at] ?? '');
  if (parts === null) return null;
  return { range: oneDay(dayOfDate(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))), length: 1 };
};

/** `7 May 2023`, `7th of May`. */
const readDayMonth: Read = ({ words, today }, at) => {
  const day = word.dayNumber(words[at]);
  if (day === null) return null;
  const monthAt = words[at + 1] === 'of' ? at + 2 : at + 1;
  const month = word.monthIndex(words[monthAt]);
  if (month < 0) return null;
  const year = word.yearNumber(words[monthAt + 1]);
  const end = year === null ? monthAt + 1 : monthAt + 2;
  return { range: oneDay(dayOfDate(year ?? likelyYear(today, month), month, day)), length: end - at };
};

/** `May 7th, 2023`. */
const readMonthDay: Read = ({ words, today }, at) => {
  const month = word.monthIndex(words[at]);
  const day = word.dayNumber(words[at + 1]);
  if (month < 0 || day === null) return null;
  const year = word.yearNumber(words[at + 2]);
  return { range: oneDay(dayOfDate(year ?? likelyYear(today, month), month, day)), length: year === null ? 2 : 3 };
};

/** `May 2023`, `last May`, `in May`. */
const readMonth: Read = ({ words, today }, at) => {
  const month = word.monthIndex(words[at]);
  if (month < 0) return null;
  const year = word.yearNumber(words[at + 1]);
  if (year !== null) return { range: monthRange(year, month), length: 2 };
  if (word.isVerbLike(words[at]) && !word.isTimeLead(words[at - 1])) return null;
  return { range: monthRange(yearOfNamed(words[at - 1], today, month), month), length: 1 };
};

/** "next May" lies ahead, "last May" and "May" behind. */
function yearOfNamed(lead: string | undefined, today: number, month: number): number {
  if (lead === 'next') return month > monthOf(today) ? yearOf(today) : yearOf(today) + 1;
  if (lead === 'last' && month === monthOf(today)) return yearOf(today) - 1;
  return likelyYear(today, month);
}

/** `two weeks ago`, `a couple of months ago`. */
const readAgo: Read = ({ words, today }, at) => {
  let count = word.countOf(words[at]);
  if (count === null) return null;
  let next = at + 1;
  while (next <= at + 2 && (words[next] === 'couple' || words[next] === 'few' || words[next] === 'of')) {
    count = word.countOf(words[next]) ?? count;
    next++;
  }
  const unit = word.unitOf(words[next]);
  if (unit === null || (words[next + 1] !== 'ago' && words[next + 1] !== 'back')) return null;
  return { range: shifted(today, -count, unit), length: next + 2 - at };
};

/** `last week`, `next Friday`, `this summer`, `last night`. */
const readShifted: Read = ({ words, today }, at) => {
  const shift = word.leadShift(words[at]);
  const range = shift === undefined ? null : shiftedNoun(today, shift, words[at + 1]);
  return range === null ? null : { range, length: 2 };
};

function shiftedNoun(today: number, shift: number, noun: string | undefined): DayRange | null {
  if (noun === 'night' || noun === 'evening') return shifted(today, Math.min(shift, 0), 'day');
  if (noun === 'morning' || noun === 'afternoon') return shifted(today, 0, 'day');
  if (noun === 'week') return weekRange(today, shift);
  if (noun === 'weekend') return { from: weekRange(today, shift).from + 5, to: weekRange(today, shift).to };
  if (noun === 'month' || noun === 'year') return shifted(today, shift, noun);
  const season = word.seasonMonth(noun);
  if (season !== undefined) return seasonRange(likelyYear(today, season) + Math.max(shift, 0), season);
  const weekday = word.weekdayIndex(noun);
  return weekday < 0 ? null : oneDay(nearestWeekday(today, shift > 0 ? 1 : -1, weekday));
}

function seasonRange(year: number, month: number): DayRange {
  return { from: dayOfDate(year, month, 1), to: dayOfDate(year, month + 3, 1) - 1 };
}

/** The nearest such weekday after (`direction` 1) or before (-1) today. */
function nearestWeekday(today: number, direction: 1 | -1, weekday: number): number {
  const distance = (direction * (weekday - weekdayOf(today)) + 14) % 7;
  return today + direction * (distance === 0 ? 7 : distance);
}

/** `summer of 2022`, `winter 2022`. */
const readSeason: Read = ({ words }, at) => {
  const month = word.seasonMonth(words[at]);
  const yearAt = words[at + 1] === 'of' ? at + 2 : at + 1;
  const year = word.yearNumber(words[yearAt]);
  return month === undefined || year === null ? null : { range: seasonRange(year, month), length: yearAt + 1 - at };
};

/** `yesterday`, `Friday`, `2023`. */
const readSingle: Read = ({ words, today }, at) => {
  const shift = word.dayShift(words[at]);
  if (shift !== undefined) return { range: oneDay(today + shift), length: 1 };
  const weekday = word.weekdayIndex(words[at]);
  if (weekday >= 0) return { range: oneDay(nearestWeekday(today, -1, weekday)), length: 1 };
  const year = word.yearNumber(words[at]);
  return year === null ? null : { range: yearRange(year), length: 1 };
};

/** The first that fits is taken. */
const READERS = [readIso, readDayMonth, readMonthDay, readMonth, readAgo, readShifted, readSeason, readSingle];

function readDate(reader: Reader, at: number): Found | null {
  for (const read of READERS) {
    const found = read(reader, at);
    if (found !== null) return found;
  }
  return null;
}

/** Days that a text speaks of, in order, seen from `referenceMs`: the first few. Linear in the text. */
export function findDates(text: string, referenceMs: number): DayRange[] {
  const today = dayOf(referenceMs);
  const dates = UNSPACED.test(text) ? findChineseDates(text, today) : [];
  // Digits of `2023年5月` are no English dates.
  if (dates.length > 0) return dates.slice(0, MAX_DATES);
  const words = (text.toLowerCase().match(WORD) ?? []).slice(0, MAX_WORDS);
  for (let at = 0; at < words.length && dates.length < MAX_DATES;) {
    const found = readDate({ words, today }, at);
    if (found !== null) dates.push(found.range);
    at += found?.length ?? 1;
  }
  return dates;
}
