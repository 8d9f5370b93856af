import { dayOfDate, monthOf, monthRange, shifted, weekRange, yearOf, yearRange } from './calendar.js';
import type { DayRange } from './calendar.js';

const DIGITS = '零一二三四五六七八九十';
const SHIFTED_DAYS: Record<string, number> = {
  前天: -2, 昨天: -1, 昨晚: -1, 昨日: -1, 今天: 0, 今日: 0, 今晚: 0, 明天: 1, 明日: 1, 后天: 2,
}; // prettier-ignore
const SHIFTED_UNITS: Record<string, [number, 'week' | 'month' | 'year']> = {
  上周: [-1, 'week'], 上星期: [-1, 'week'], 上个星期: [-1, 'week'], 先週: [-1, 'week'], 本周: [0, 'week'], 这周: [0, 'week'], 今週: [0, 'week'],
  下周: [1, 'week'], 下星期: [1, 'week'], 来週: [1, 'week'], 上个月: [-1, 'month'], 上月: [-1, 'month'], 先月: [-1, 'month'], 这个月: [0, 'month'],
  本月: [0, 'month'], 今月: [0, 'month'], 下个月: [1, 'month'], 下月: [1, 'month'], 来月: [1, 'month'], 前年: [-2, 'year'], 去年: [-1, 'year'],
  今年: [0, 'year'], 明年: [1, 'year'], 来年: [1, 'year'],
}; // prettier-ignore

const FIXED = [...Object.keys(SHIFTED_DAYS), ...Object.keys(SHIFTED_UNITS)]
  .sort((a, b) => b.length - a.length)
  .join('|');
const EXPRESSION = new RegExp(
  [
    '(?<year>(?:19|20)\\d\\d)年(?:(?<month>\\d{1,2})月(?:(?<day>\\d{1,2})[日号]?)?)?',
    '(?<onlyMonth>\\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?<onlyDay>\\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?',
    '(?<count>\\d{1,3}|[一两二三四五六七八九十]{1,2})个?(?<unit>天|日|周|星期|週間|月|ヶ月|年)(?:以)?前',
    `(?<fixed>${FIXED})(?<weekday>[一二三四五六日天])?`,
  ].join('|'),
  'gu',
);
const UNITS: Record<string, 'day' | 'week' | 'month' | 'year'> = {
  天: 'day', 日: 'day', 周: 'week', 星期: 'week', 週間: 'week', 月: 'month', ヶ月: 'month', 年: 'year',
}; // prettier-ignore
const MAX_TEXT = 2000;

/** Reads `12`, `十二`, `二十三`, `两`. */
function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const values = Array.from(text.replace('两', '二'), (digit) => DIGITS.indexOf(digit));
  const tens = values.indexOf(10);
  if (tens < 0) return values[0] ?? 0;
  return (tens === 0 ? 1 : (values[0] ?? 1)) * 10 + (values[tens + 1] ?? 0);
}

function dayRange(day: number): DayRange {
  return { from: day, to: day };
}

function readFixed(today: number, word: string, weekday: string | undefined): DayRange {
  const days = SHIFTED_DAYS[word];
  if (days !== undefined) return dayRange(today + days);
  const [amount, unit] = SHIFTED_UNITS[word] ?? [0, 'week'];
  if (unit !== 'week') return shifted(today, amount, unit);
  const week = weekRange(today, amount);
  if (weekday === undefined) return week;
  const offset = weekday === '日' || weekday === '天' ? 6 : DIGITS.indexOf(weekday) - 1;
  return dayRange(week.from + offset);
}

function readMonth(today: number, month: number, day: string | undefined): DayRange {
  const year = month <= monthOf(today) ? yearOf(today) : yearOf(today) - 1;
  return day === undefined ? monthRange(year, month) : dayRange(dayOfDate(year, month, numberOf(day)));
}

function readMatch(today: number, parts: Record<string, string | undefined>): DayRange {
  if (parts.fixed !== undefined) return readFixed(today, parts.fixed, parts.weekday);
  if (parts.count !== undefined) return shifted(today, -numberOf(parts.count), UNITS[parts.unit ?? ''] ?? 'day');
  if (parts.onlyMonth !== undefined) return readMonth(today, numberOf(parts.onlyMonth) - 1, parts.onlyDay);
  const year = Number(parts.year);
  if (parts.month === undefined) return yearRange(year);
  const month = Number(parts.month) - 1;
  return parts.day === undefined ? monthRange(year, month) : dayRange(dayOfDate(year, month, Number(parts.day)));
}

/** Days that a Chinese or Japanese text speaks of, seen from the day `today`. Every repetition in the pattern is bounded. */
export function findChineseDates(text: string, today: number): DayRange[] {
  const dates: DayRange[] = [];
  for (const match of text.slice(0, MAX_TEXT).matchAll(EXPRESSION)) dates.push(readMatch(today, match.groups ?? {}));
  return dates;
}
