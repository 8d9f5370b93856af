// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createClient } from '../../webview-ui/client/client.js';
import { CHINESE } from '../../webview-ui/l10n/chinese.js';
import { createTranslate } from '../../webview-ui/l10n/translate.js';
import { byDay } from '../../webview-ui/recordings/days.js';
import { areaBetween, desktopOf } from '../../webview-ui/recordings/regions.js';
import { currentOf, marked, matching } from '../../webview-ui/recordings/textSearch.js';
import { seriesOf } from '../../webview-ui/ui/dayChart.js';
import { createFormat } from '../../webview-ui/ui/format.js';

describe('the client', () => {
  const open = (answer: unknown) => {
    let tell: (name: string, data: unknown) => void = () => undefined;
    const client = createClient({
      send: () => Promise.resolve(answer as never),
      listen: (listener) => (tell = listener),
    });
    return { client, tell: (name: string, data: unknown) => tell(name, data) };
  };

  it('checks answers, and fails with the words of the service', async () => {
    await expect(
      open({ ok: true, data: { items: 'none' } }).client.call('chat.list', { offset: 0, limit: 1 }),
    ).rejects.toThrow('unexpected');
    const failed = open({ ok: false, error: { code: 'not_found', message: 'Memory not found' } });
    await expect(failed.client.call('memories.filters', {})).rejects.toMatchObject({
      code: 'not_found',
      message: 'Memory not found',
    });
  });

  it('passes on events that fit, and keeps what the host said before anybody listened', () => {
    const { client, tell } = open(null);
    const heard: unknown[] = [];
    tell('host.reveal', { panel: 'memories', id: '1', at: null });
    client.on('host.reveal', (event) => heard.push(event.id));
    tell('host.reveal', { panel: 'nowhere', id: '2', at: null });
    tell('__proto__', {});
    tell('host.reveal', { panel: 'chat', id: '3', at: 5 });
    expect(heard).toEqual(['1', '3']);
  });
});

describe('languages', () => {
  it('says everything in Chinese, with the same places for what is given', () => {
    const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();
    for (const [english, chinese] of Object.entries(CHINESE)) expect(places(chinese)).toEqual(places(english));
    expect(createTranslate('zh-CN')('{0} memories', 3)).toBe('3 条记忆');
    expect(createTranslate('de')('{0} memories', 3)).toBe('3 memories');
  });
});

describe('formats', () => {
  const format = createFormat('en-GB');
  it('reads times, sizes and lengths', () => {
    expect(format.ago(0, 90_000)).toBe('1 minute ago');
    expect(format.ago(0, 10 * 86_400_000)).toBe('1 Jan 1970');
    expect(format.duration(3725)).toBe('1:02:05');
    expect(format.duration(65)).toBe('1:05');
    expect(format.bytes(1_530_000)).toBe('1.53 MB');
  });
});

describe('recordings', () => {
  it('stand under their days', () => {
    const at = (text: string) => ({ startedAt: new Date(text).getTime() });
    const days = byDay([at('2026-03-09T23:50'), at('2026-03-09T00:10'), at('2026-03-08T23:59')]);
    expect(days.map(({ rows }) => rows.length)).toEqual([2, 1]);
  });

  it('are cut to an area within the desktop, whichever way it is dragged', () => {
    const desktop = desktopOf([
      { x: 0, y: 0, width: 1000, height: 800 },
      { x: -500, y: 100, width: 500, height: 400 },
    ]);
    expect(desktop).toEqual({ x: -500, y: 0, width: 1500, height: 800 });
    const area = { x: -500, y: 10, width: 700, height: 790 };
    expect(areaBetween({ x: 200, y: 10.2 }, { x: -900, y: 2000 }, desktop)).toEqual(area);
    expect(areaBetween({ x: -900, y: 2000 }, { x: 200, y: 10.2 }, desktop)).toEqual(area);
  });

  it('are searched by their text, with regular expressions taken as words', () => {
    const rows = [
      { at: 1000, text: 'Kestrel (staging) moves' },
      { at: 5000, text: 'Ask Ingrid' },
    ];
    expect(matching(rows, 'STAGING moves')).toEqual([rows[0]]);
    expect(matching(rows, '.*')).toEqual([]);
    expect(currentOf(rows, 4600)).toBe(rows[1]);
    expect(currentOf(rows, 0)).toBeNull();
    expect(marked('a (b) c', '(b)')).toEqual([
      { text: 'a ', isHit: false },
      { text: '(b)', isHit: true },
      { text: ' c', isHit: false },
    ]);
  });
});

it('draws every day to today, also those without any', () => {
  const today = Math.floor(Date.UTC(2026, 2, 9) / 86_400_000);
  const [days, counts] = seriesOf([{ day: today - 1, count: 3 }], Date.UTC(2026, 2, 9, 12));
  expect(days).toHaveLength(15);
  expect(counts.slice(-2)).toEqual([3, 0]);
});
