import { describe, expect, it } from 'vitest';
import { timeframeOf } from '../../../server/core/conversation/timeframe.js';

/** Wednesday, in whatever time zone this machine lives. */
const NOW = new Date(2024, 4, 22, 15, 30).getTime();
const at = (day: number, hour = 0, minute = 0): number => new Date(2024, 4, day, hour, minute).getTime();

describe('the time that a question speaks of', () => {
  it.each([
    ['What did I do yesterday?', at(21), at(22) - 1],
    ['what was on screen yesterday morning', at(21, 5), at(21, 12) - 1],
    ['昨天下午我做了什么', at(21, 12), at(21, 18) - 1],
    ['这件事今天晚上说过吗', at(22, 17), at(23) - 1],
    ['What have I read this morning?', at(22, 5), at(22, 12) - 1],
    ['who called today', at(22), at(23) - 1],
    ['what did I say on the night of May 20, 2024?', at(20, 20), at(21, 4) - 1],
  ])('%s', (question, from, to) => {
    expect(timeframeOf(question, NOW)).toEqual({ from, to });
  });

  it('spans whole weeks', () => {
    const { from, to } = timeframeOf('上周做了什么', NOW)!;
    expect([new Date(from).getDay(), new Date(from).getHours()]).toEqual([1, 0]);
    expect(new Date(to).getDay()).toBe(0);
    expect(to).toBeLessThan(at(20));
  });

  it('is none where none is spoken of', () => {
    expect(timeframeOf('What is the staging database called?', NOW)).toBeNull();
  });
});
