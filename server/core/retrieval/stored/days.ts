import type { IndexQuery } from '../../../ports/searchIndex.js';
import type { TermRange } from '../../../ports/indexTables.js';
import { dayOf, type DayRange } from '../analysis/calendar.js';
import { spokenOf, toldOn } from './termNumbers.js';

/** Numbers of the days that a query is about. */
export interface AskedDays {
  /** Days that it names: of the telling, or spoken of. */
  named: TermRange[];
  /** Days on which all that it may find was told; null = any, or too many to look them up. */
  told: TermRange | null;
}

/** Longer ranges hold too much to be looked up by day: what they ask for is then only weighed. */
const MOST_DAYS = 400;
const MOST_TOLD_DAYS = 120;

export function askedDays(dates: readonly DayRange[], query: Pick<IndexQuery, 'from' | 'to' | 'now'>): AskedDays {
  const named = dates
    .filter(({ from, to }) => to - from <= MOST_DAYS)
    .flatMap(({ from, to }) => [
      { from: toldOn(from), to: toldOn(to), beginning: '' },
      { from: spokenOf(from), to: spokenOf(to), beginning: '' },
    ]);
  const { from, to = Infinity } = query;
  if (from === undefined) return { named, told: null };
  const isFew = dayOf(Math.min(to, Math.max(from, query.now))) - dayOf(from) <= MOST_TOLD_DAYS;
  return { named, told: isFew ? { from: toldOn(dayOf(from)), to: toldOn(dayOf(to)), beginning: '' } : null };
}
