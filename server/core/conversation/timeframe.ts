import { findDates } from '../retrieval/analysis/dates.js';

/** A stretch of time that a question is about, epoch ms, both ends inclusive. */
export interface Timeframe {
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Hours of the day by the words for them; an end of 24 is midnight, one beyond it the night after. */
const PARTS_OF_DAY: readonly [words: RegExp, from: number, to: number][] = [
  [/\b(?:this |in the )?morning\b|早上|早晨|上午|清晨/i, 5, 12],
  [/\b(?:noon|lunch ?time|midday)\b|中午/i, 11, 14],
  [/\bafternoon\b|下午/i, 12, 18],
  [/\b(?:evening|tonight)\b|晚上|傍晚|今晚/i, 17, 24],
  [/\bnight\b|夜里|深夜/i, 20, 28],
];

/** Midnight of a day number in the time zone of this machine. */
function localMidnight(day: number): number {
  const date = new Date(day * DAY_MS);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()).getTime();
}

/** The time that a question speaks of (`yesterday morning`, `上周`), as the calendar of this machine has it; null = none. */
export function timeframeOf(question: string, now: number): Timeframe | null {
  const localNow = now - new Date(now).getTimezoneOffset() * MINUTE_MS;
  const dates = findDates(question, localNow);
  const part = PARTS_OF_DAY.find(([words]) => words.test(question));
  const [first] = dates;
  if (!first && !part) return null;
  const today = Math.floor(localNow / DAY_MS);
  const from = first ? Math.min(...dates.map((range) => range.from)) : today;
  const to = first ? Math.max(...dates.map((range) => range.to)) : today;
  if (part && from === to) {
    const midnight = new Date(localMidnight(from));
    return { from: new Date(midnight).setHours(part[1]), to: new Date(midnight).setHours(part[2]) - 1 };
  }
  return { from: localMidnight(from), to: localMidnight(to + 1) - 1 };
}
