import { describe, expect, it } from 'vitest';
import { findDates } from '../../../../server/core/retrieval/analysis/dates.js';

const DAY = 86_400_000;
/** Saturday 20 May 2023. */
const REFERENCE = Date.UTC(2023, 4, 20, 15);

/** The first date found, as `from` or `from..to`. */
function read(text: string): string | null {
  const range = findDates(text, REFERENCE)[0];
  if (range === undefined) return null;
  const [from, to] = [range.from, range.to].map((day) => new Date(day * DAY).toISOString().slice(0, 10));
  return from === to ? from! : `${from!}..${to!}`;
}

describe('findDates', () => {
  it.each([
    ['on 7 May 2023', '2023-05-07'],
    ['the 7th of May', '2023-05-07'],
    ['May 7th, 2022', '2022-05-07'],
    ['in Sept 2022', '2022-09-01..2022-09-30'],
    ['2022-02-28', '2022-02-28'],
    ['back in 2019', '2019-01-01..2019-12-31'],
    ['in June', '2022-06-01..2022-06-30'],
    ['last May', '2022-05-01..2022-05-31'],
    ['next March', '2024-03-01..2024-03-31'],
    ['summer of 2022', '2022-06-01..2022-08-31'],
  ])('reads the calendar date %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['yesterday', '2023-05-19'],
    ['last night', '2023-05-19'],
    ['tomorrow', '2023-05-21'],
    ['last Friday', '2023-05-19'],
    ['last Saturday', '2023-05-13'],
    ['next Monday', '2023-05-22'],
    ['on Tuesday', '2023-05-16'],
    ['three days ago', '2023-05-17'],
    ['two weeks ago', '2023-05-03..2023-05-09'],
    ['a couple of months ago', '2023-03-01..2023-03-31'],
    ['4 years ago', '2019-01-01..2019-12-31'],
    ['last week', '2023-05-08..2023-05-14'],
    ['this month', '2023-05-01..2023-05-31'],
    ['next year', '2024-01-01..2024-12-31'],
    ['last weekend', '2023-05-13..2023-05-14'],
    ['next weekend', '2023-05-27..2023-05-28'],
  ])('counts %s from the reference', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['昨天我去了北京', '2023-05-19'],
    ['上周五', '2023-05-12'],
    ['三天前', '2023-05-17'],
    ['两个月前', '2023-03-01..2023-03-31'],
    ['去年', '2022-01-01..2022-12-31'],
    ['2022年3月5日', '2022-03-05'],
    ['3月5号', '2023-03-05'],
    ['十二月', '2022-12-01..2022-12-31'],
    ['先週', '2023-05-08..2023-05-14'],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each(['I may go', 'they march on', 'one of us', 'at 5', 'room 2024a', ''])('finds no date in "%s"', (text) => {
    expect(read(text)).toBeNull();
  });

  it('finds several, in order', () => {
    expect(findDates('from 1 May 2023 to 3 May 2023', REFERENCE)).toHaveLength(2);
  });
});
