import { describe, expect, it } from 'vitest';
import { drawSvg } from '../../../server/core/activity/drawing.js';
import type { ReadEvent } from '../../../server/core/activity/events.js';
import { drawProcessMap } from '../../../server/core/activity/processMap.js';

const START = Date.UTC(2026, 2, 9, 10);
const at = (minute: number, app: string, more: Partial<ReadEvent> = {}): ReadEvent => ({
  type: 'click',
  text: '',
  at: START + minute * 60_000,
  app,
  window: '',
  ...more,
});

const MORNING = [
  at(0, 'Code'),
  at(7, 'Code'),
  at(8, 'Slack'),
  at(8.5, 'Slack'),
  at(9, 'Code'),
  at(10, 'Chrome'),
  at(14, 'Chrome'),
  at(15, 'Code'),
];

describe('the process map', () => {
  it('counts what directly followed what, and how long that took', () => {
    const map = drawProcessMap([MORNING]);
    expect(map.nodes).toEqual([
      { name: 'Code', visits: 3, events: 4, seconds: 420 },
      { name: 'Slack', visits: 1, events: 2, seconds: 30 },
      { name: 'Chrome', visits: 1, events: 2, seconds: 240 },
    ]);
    expect(map.edges).toContainEqual({
      from: 'Code',
      to: 'Slack',
      count: 1,
      meanWaitSeconds: 60,
      longestWaitSeconds: 60,
    });
    expect(map.edges).toHaveLength(4);
    expect(map).toMatchObject({ sessions: 1, events: 8 });
  });

  it('shows focus, interruptions and going back and forth', () => {
    const map = drawProcessMap([MORNING]);
    expect(map.focus).toEqual([{ name: 'Code', from: START, to: START + 420_000, seconds: 420 }]);
    expect(map.interruptions).toEqual([{ of: 'Code', by: 'Slack', at: START + 480_000, seconds: 30 }]);
    expect(map.loops).toEqual([
      { between: ['Code', 'Slack'], count: 1 },
      { between: ['Chrome', 'Code'], count: 1 },
    ]);
  });

  it('counts the paths of several sessions', () => {
    const short = [at(0, 'Code'), at(1, 'Chrome')];
    const map = drawProcessMap([short, MORNING, short]);
    expect(map.variants[0]).toEqual({ steps: ['Code', 'Chrome'], count: 2 });
    expect(map.edges.find(({ from, to }) => from === 'Code' && to === 'Chrome')?.count).toBe(3);
  });

  it('takes a long silence for a pause, and kinds of work where no application is named', () => {
    const map = drawProcessMap([
      [
        at(0, '', { text: 'Terminal: git commit' }),
        at(1, '', { type: 'keypress', text: "Key press: 'a'" }),
        at(60, '', { text: 'Terminal' }),
      ],
    ]);
    expect(map.nodes).toEqual([{ name: 'Programming', visits: 2, events: 3, seconds: 60 }]);
    expect(map.edges).toEqual([]);
  });

  it('is drawn, with names as text', () => {
    const svg = drawSvg(drawProcessMap([[...MORNING, at(16, '<script>alert("1")</script>')]]));
    expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
    expect(svg).toContain('>Code</text>');
    expect(svg).not.toContain('<script');
    expect(drawSvg(drawProcessMap([]))).toContain('Nothing was done yet');
  });
});
