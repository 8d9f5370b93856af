import { describe, expect, it } from 'vitest';
import { categorise, CATEGORY_KEYS, findPatterns } from '../../../server/core/activity/analysis.js';
import { readEvents } from '../../../server/core/activity/events.js';
import type { JsonObject } from '../../../server/ports/json.js';

const event = (type: string, text: string, time: string): JsonObject => ({ type, text, time });

const TYPING = [
  event('info', 'Tracking started', '14:30:15'),
  event('keypress', "Key press: 'a'", '14:30:18'),
  event('keypress', "Key press: 'b'", '14:30:19'),
  event('keypress', "Key press: 'a'", '14:30:20'),
  event('click', 'Clicked VSCode window', '14:30:40'),
  event('keypress', 'Key press: Key.enter', '14:31:00'),
  event('info', 'Tracking stopped', '14:31:15'),
];
const MIXED = [
  event('info', 'Tracking started', '09:00:00'),
  event('keypress', "Key press: 'h'", '09:00:05'),
  event('keypress', "Key press: 'i'", '09:00:06'),
  event('click', 'Chrome - GitHub pull request', '09:00:30'),
  event('click', 'Slack: message from Ana', '09:01:00'),
  event('keypress', "Key press: 'h'", '09:01:10'),
  event('click', 'Figma design board', '09:02:00'),
  event('info', 'Terminal: git commit', '09:02:30'),
];

/** Score and percentage of the categories that have any. */
function scoresOf(events: JsonObject[]): Record<string, [number, number]> {
  const { scores } = categorise(readEvents(events));
  return Object.fromEntries(
    CATEGORY_KEYS.filter((key) => scores[key].score > 0).map((key) => [
      key,
      [scores[key].score, scores[key].percentage],
    ]),
  );
}
const primaryOf = (events: JsonObject[]): string => categorise(readEvents(events)).primary;
const patternsOf = (events: JsonObject[]) => findPatterns(readEvents(events));

describe('what kind of work it was', () => {
  it('by the documented examples', () => {
    expect(scoresOf(TYPING)).toEqual({ typing: [4, 38], programming: [3, 28], other: [3.5, 34] });
    expect(primaryOf(TYPING)).toBe('Typing');
    expect(scoresOf(MIXED)).toEqual({
      typing: [3, 15],
      browsing: [2, 10],
      design: [3, 15],
      programming: [6, 30],
      communication: [2, 10],
      other: [4, 20],
    });
    expect(primaryOf(MIXED)).toBe('Programming');
  });

  it('is unknown where nothing was done, and all of it is other', () => {
    expect(primaryOf([])).toBe('Unknown');
    expect(categorise([]).scores.other).toEqual({ score: 0, percentage: 100 });
  });

  it('minds the case of types, not that of texts', () => {
    const loud = [event('KEYPRESS', 'CHROME', '10:00:00'), event('Click', 'x', '10:00:01')];
    expect(scoresOf(loud)).toMatchObject({ browsing: [2, 66], other: [1, 34] });
    expect(patternsOf(loud).clickRatio).toBe(0);
  });

  it('names documents as people do', () => {
    expect(primaryOf([event('info', 'Notion page', '10:00:00')])).toBe('Documents');
  });
});

describe('patterns', () => {
  it('by the documented examples', () => {
    expect(patternsOf(TYPING)).toEqual({
      topKeys: ['a', 'b', 'Key.enter'],
      eventsPerMinute: 7,
      clickRatio: 1 / 7,
      durationMinutes: 1,
    });
    expect(patternsOf(MIXED)).toEqual({
      topKeys: ['h', 'i'],
      eventsPerMinute: 3.2,
      clickRatio: 0.375,
      durationMinutes: 2.5,
    });
    const tracked = [
      event('keypress', 'keyboard: press (a)', '2026-03-09 10:00:00'),
      event('click', 'mouse: press (left)', '2026-03-09 10:00:02'),
    ];
    expect(patternsOf(tracked)).toEqual({
      topKeys: ['N/A'],
      eventsPerMinute: 60,
      clickRatio: 0.5,
      durationMinutes: 2 / 60,
    });
    expect(patternsOf([])).toEqual({ topKeys: ['N/A'], eventsPerMinute: 0, clickRatio: 0, durationMinutes: 0 });
  });

  it.each([
    ["Key press: ' '", ' '],
    ["Key press: '''", ''],
    ["Key press: Key press: 'z'", 'z'],
  ])('reads %s', (text, key) => {
    expect(patternsOf([event('keypress', text, '10:00:00')]).topKeys).toEqual([key]);
  });

  it.each([
    ['23:59:30', '00:00:30', 1],
    ['2026-03-09T10:00:00Z', '2026-03-09T11:00:00+00:00', 60],
    ['2026-03-09 10:00', '2026-03-09 10:30:00', 30],
    ['2026-03-09 10:00:00', '10:05:00', 5],
    ['10:00', '10:05', 0],
    ['nonsense', '10:05:00', 0],
  ])('from %s to %s are %d minutes', (first, last, minutes) => {
    expect(patternsOf([event('x', '', first), event('x', '', last)]).durationMinutes).toBe(minutes);
  });

  it('bear with events that are not as they should be', () => {
    const odd = [
      { type: null, text: null, time: 5 },
      {},
      { type: ['keypress'], text: { a: 1 } },
    ] as unknown as JsonObject[];
    expect(patternsOf(odd).durationMinutes).toBe(0);
    expect(primaryOf(odd)).toBe('Other');
  });
});
