import { dayOf, dayOfDate, monthOf, monthRange, shifted, weekdayOf, weekRange, yearOf, yearRange } from './calendar.js';
import type { DayRange } from './calendar.js';
import { findChineseDates } from './chineseDates.js';

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday sunday'.split(' ');
/** First month of each season, northern hemisphere. */
const SEASONS: Record<string, number> = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 };
const COUNTS: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, couple: 2, three: 3, few: 3, several: 4, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
}; // prettier-ignore
const DAY_WORDS: Record<string, number> = { yesterday: -1, today: 0, tonight: 0, tomorrow: 1 };
const SHIFT_WORDS: Record<string, number> = { last: -1, past: -1, previous: -1, this: 0, next: 1, coming: 1 };
/** Words after which "may", "fall" and the like are a time, and not a verb. */
const TIME_LEADS = new Set('in on of since until till by early late mid during last next this before after from to'.split(' '));

const MAX_WORDS = 400;
const MAX_DATES = 4;
const WORD = /\d{4}-\d{1,2}-\d{1,2}|\d+|[a-z]+/g;

interface Reader {
  words: string[];
  today: number;
}

interface Found {
  range: DayRange;
  /** Words read. */
  length: number;
}

function monthIndex(word: string | undefined): number {
  if (word === undefined || word.length < 3) return -1;
  return MONTHS.findIndex((month) => month === word || (month.slice(0, 3) === word && word !== 'may') || (word === 'sept' && month === 'september'));
}

function yearNumber(word: string | undefined): number | null {
  return word !== undefined && /^(?:19|20)\d\d$/.test(word) ? Number(word) : null;
}

function dayNumber(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= 31 ? Number(word) : null;
}

const isOrdinalEnding = (word: string | undefined): boolean => word === 'st' || word === 'nd' || word === 'rd' || word === 'th';

/** The year that a month without one most likely means: the latest that is not in the future. */
function likelyYear(today: number, month: number): number {
  return month <= monthOf(today) ? yearOf(today) : yearOf(today) - 1;
}

/** `7 May 2023`, `7th of May`. */
function readDayMonth({ words, today }: Reader, at: number): Found | null {
  const day = dayNumber(words[at]);
  if (day === null) return null;
  let next = at + 1;
  if (isOrdinalEnding(words[next])) next++;
  if (words[next] === 'of') next++;
  const month = monthIndex(words[next]);
  if (month < 0) return null;
  const year = yearNumber(words[next + 1]);
  const from = dayOfDate(year ?? likelyYear(today, month), month, day);
  return { range: { from, to: from }, length: next + 1 - at + (year === null ? 0 : 1) };
}

/** `May 7, 2023`, `May 2023`, `last May`, `in May`. */
function readMonth({ words, today }: Reader, at: number): Found | null {
  const month = monthIndex(words[at]);
  if (month < 0) return null;
  const day = dayNumber(words[at + 1]);
  if (day !== null) {
    const afterDay = at + (isOrdinalEnding(words[at + 2]) ? 3 : 2);
    const year = yearNumber(words[afterDay]);
    const from = dayOfDate(year ?? likelyYear(today, month), month, day);
    return { range: { from, to: from }, length: afterDay - at + (year === null ? 0 : 1) };
  }
  const year = yearNumber(words[at + 1]);
  if (year !== null) return { range: monthRange(year, month), length: 2 };
  const isVerbLike = MONTHS[month] === 'may' || MONTHS[month] === 'march';
  if (isVerbLike && !TIME_LEADS.has(words[at - 1] ?? '')) return null;
  return { range: monthRange(yearOfNamed(words[at - 1], today, month), month), length: 1 };
}

/** "next May" lies ahead, "last May" and "May" behind. */
function yearOfNamed(lead: string | undefined, today: number, month: number): number {
  if (lead === 'next') return month > monthOf(today) ? yearOf(today) : yearOf(today) + 1;
  if (lead === 'last' && month === monthOf(today)) return yearOf(today) - 1;
  return likelyYear(today, month);
}

/** `two weeks ago`, `a couple of months ago`, `3 days later`. */
function readAgo({ words, today }: Reader, at: number): Found | null {
  const amount = COUNTS[words[at] ?? ''] ?? dayNumber(words[at]);
  if (amount === null) return null;
  let next = at + 1;
  while (words[next] === 'couple' || words[next] === 'few' || words[next] === 'of') next++;
  const count = COUNTS[words[next - 1] ?? ''] ?? COUNTS[words[next - 2] ?? ''] ?? amount;
  const unit = unitOf(words[next]);
  if (unit === null || (words[next + 1] !== 'ago' && words[next + 1] !== 'back')) return null;
  return { range: shifted(today, -count, unit), length: next + 2 - at };
}

function unitOf(word: string | undefined): 'day' | 'week' | 'month' | 'year' | null {
  const unit = word?.replace(/s$/, '');
  return unit === 'day' || unit === 'week' || unit === 'month' || unit === 'year' ? unit : null;
}

function seasonRange(year: number, month: number): DayRange {
  return { from: dayOfDate(year, month, 1), to: dayOfDate(year, month + 3, 1) - 1 };
}

/** `last week`, `next Friday`, `this summer`, `last night`. */
function readShifted({ words, today }: Reader, at: number): Found | null {
  const shift = SHIFT_WORDS[words[at] ?? ''];
  const noun = words[at + 1];
  if (shift === undefined || noun === undefined) return null;
  const range = shiftedNoun(today, shift, noun);
  return range === null ? null : { range, length: 2 };
}

function shiftedNoun(today: number, shift: number, noun: string): DayRange | null {
  if (noun === 'night' || noun === 'evening') return shifted(today, Math.min(shift, 0), 'day');
  if (noun === 'morning' || noun === 'afternoon') return shifted(today, 0, 'day');
  if (noun === 'week') return weekRange(today, shift);
  if (noun === 'weekend') return weekendRange(today, shift);
  if (noun === 'month' || noun === 'year') return shifted(today, shift, noun);
  const season = SEASONS[noun];
  if (season !== undefined) return seasonRange(likelyYear(today, season) + Math.max(shift, 0), season);
  const weekday = WEEKDAYS.indexOf(noun);
  return weekday < 0 ? null : weekdayRange(today, shift > 0 ? 1 : -1, weekday);
}

function weekendRange(today: number, shift: number): DayRange {
  const saturday = weekRange(today, 0).from + 5;
  const isOver = saturday < today - 1;
  const start = saturday + 7 * (shift < 0 && !isOver && saturday > today ? shift : shift < 0 ? 0 : shift);
  return { from: start, to: start + 1 };
}

/** The nearest such weekday after (`direction` 1) or before (-1) today. */
function weekdayRange(today: number, direction: 1 | -1, weekday: number): DayRange {
  const distance = (direction * (weekday - weekdayOf(today)) + 7) % 7 || 7;
  const day = today + direction * distance;
  return { from: day, to: day };
}

function readSingle({ words, today }: Reader, at: number): Found | null {
  const word = words[at] ?? '';
  const shift = DAY_WORDS[word];
  if (shift !== undefined) return { range: shifted(today, shift, 'day'), length: 1 };
  const weekday = word.length > 5 ? WEEKDAYS.indexOf(word) : -1;
  if (weekday >= 0) return { range: weekdayRange(today, -1, weekday), length: 1 };
  const season = SEASONS[word];
  if (season !== undefined && yearNumber(words[at + 1] === 'of' ? words[at + 2] : words[at + 1]) !== null) {
    return { range: seasonRange(yearNumber(words[at + 1] === 'of' ? words[at + 2] : words[at + 1]) ?? 0, season), length: 2 };
  }
  const year = yearNumber(word);
  return year === null ? null : { range: yearRange(year), length: 1 };
}

function readIso({ words }: Reader, at: number): Found | null {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words[at] ?? '');
  if (parts === null) return null;
  const day = dayOfDate(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return { range: { from: day, to: day }, length: 1 };
}

const READERS = [readIso, readDayMonth, readMonth, readAgo, readShifted, readSingle];

/** The first reading that fits at this word. */
function readDate(reader: Reader, at: number): Found | null {
  for (const read of READERS) {
    const found = read(reader, at);
    if (found !== null) return found;
  }
  return null;
}

/** Days that a text speaks of, in order, seen from `referenceMs`. Linear: each word is looked at a fixed number of times. */
export function findDates(text: string, referenceMs: number): DayRange[] {
  const words = (text.toLowerCase().match(WORD) ?? []).slice(0, MAX_WORDS);
  const reader = { words, today: dayOf(referenceMs) };
  const dates: DayRange[] = [];
  for (let at = 0; at < words.length && dates.length < MAX_DATES; ) {
    const found = readDate(reader, at);
    if (found !== null) dates.push(found.range);
    at += found?.length ?? 1;
  }
  return dates.concat(findChineseDates(text, reader.today)).slice(0, MAX_DATES);
}
