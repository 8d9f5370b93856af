import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.close());

const SESSIONS = '/process/sessions';
const EVENTS = [
  { type: 'info', text: 'Tracking started', time: '14:30:15', mood: { kept: true } },
  { type: 'keypress', text: "Key press: 'a'", time: '14:30:18' },
  { type: 'click', text: 'Clicked VSCode window', time: '14:30:40' },
];
const BODY = { events: EVENTS, start_time: '14:30:15', end_time: '14:31:15' };
const save = (body: object = BODY): Promise<{ status: number; body: any }> => service.call('POST', SESSIONS, body);

describe('sessions', () => {
  it('are kept verbatim, newest first, and analysed', async () => {
    expect(await save()).toEqual({
      status: 200,
      body: {
        ok: true,
        session_id: 1,
        session: { id: 1, start_time: '14:30:15', end_time: '14:31:15', event_count: 3, keystrokes: 1, clicks: 1 },
      },
    });
    await save({ events: [], start_time: '', end_time: '' });
    const { sessions } = (await service.call('GET', SESSIONS)).body;
    expect(sessions.map(({ id }: any) => id)).toEqual([2, 1]);
    expect((await service.call('GET', `${SESSIONS}?limit=1`)).body.sessions).toHaveLength(1);
    expect((await service.call('GET', `${SESSIONS}/1`)).body).toEqual({ events: EVENTS });
    const analysis = (await service.call('GET', `/memscreen${SESSIONS}/1/analysis`)).body;
    expect(Object.keys(analysis)).toEqual([
      'categories',
      'patterns',
      'event_count',
      'keystrokes',
      'clicks',
      'start_time',
      'end_time',
    ]);
    expect(Object.keys(analysis.categories).at(-1)).toBe('primary');
    expect(analysis).toMatchObject({
      categories: {
        typing: { score: 1, percentage: 18 },
        programming: { score: 3, percentage: 54 },
        primary: 'Programming',
      },
      patterns: { top_keys: ['a'], click_ratio: 1 / 3 },
      event_count: 3,
      start_time: '14:30:15',
    });
  });

  it('are deleted with their memories; their numbers are never given again', async () => {
    await save();
    await save();
    expect((await service.call('DELETE', `${SESSIONS}/1`)).body).toEqual({ deleted: 1 });
    expect((await service.call('DELETE', `${SESSIONS}/1`)).body).toEqual({ deleted: 0 });
    expect((await service.call('DELETE', SESSIONS)).body).toEqual({ deleted: 1 });
    expect((await service.call('DELETE', SESSIONS)).body).toEqual({ deleted: 0 });
    expect((await service.call('GET', '/api/v1/search?q=VSCode')).body.hits).toEqual([]);
    await service.restart();
    expect((await save()).body.session_id).toBe(3);
  });

  it('are found by search as activity, told at their time, and by agents among memories', async () => {
    await save({
      events: [{ type: 'click', text: 'Figma design board', time: '2026-03-09 10:00:00', app: 'Figma' }],
      start_time: '2026-03-09 10:00:00',
      end_time: '2026-03-09 10:05:00',
    });
    const { hits } = (await service.call('GET', '/api/v1/search?q=figma&kinds=activity')).body;
    expect(hits).toMatchObject([
      { kind: 'activity', app: 'memscreen', metadata: { activity_session_id: 1, primary_activity: 'Design' } },
    ]);
    expect(hits[0].text).toContain('Applications: Figma (1)');
    expect((await service.call('GET', '/api/v1/search?q=figma&kinds=memory')).body.hits).toEqual([]);
    const listed = await service.call('POST', '/api/v1/memories/filter', { user_id: 'user', search_query: 'Figma' });
    expect(listed.body.total).toBe(1);
    const asked = (await service.call('POST', '/chat', { message: 'What did I do in Figma?' })).body.reply;
    expect(asked).toContain('(activity, 2026-03-09 10:00, memscreen)');
  });

  it('keep no secrets', async () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    await save({ ...BODY, events: [{ type: 'info', text: `pasted ${key}`, time: '10:00:00' }] });
    expect(JSON.stringify((await service.call('GET', `${SESSIONS}/1`)).body)).not.toContain(key);
    expect(JSON.stringify((await service.call('GET', '/api/v1/search?q=pasted')).body)).not.toContain(key);
  });

  it.each([
    ['GET', `${SESSIONS}/9`],
    ['GET', `${SESSIONS}/9/analysis`],
    ['GET', `${SESSIONS}/9/map`],
    ['GET', `${SESSIONS}/-1`],
  ])('%s %s is 404 where there is none', async (method, path) => {
    expect(await service.call(method, path)).toEqual({ status: 404, body: { detail: 'Session not found' } });
  });

  it.each([
    ['GET', `${SESSIONS}?limit=0`, undefined, 'greater_than_equal', ['query', 'limit']],
    ['GET', `${SESSIONS}?limit=101`, undefined, 'less_than_equal', ['query', 'limit']],
    ['GET', `${SESSIONS}?limit=abc`, undefined, 'int_parsing', ['query', 'limit']],
    ['GET', `${SESSIONS}/abc`, undefined, 'int_parsing', ['path', 'session_id']],
    ['POST', SESSIONS, { ...BODY, events: {} }, 'list_type', ['body', 'events']],
    ['POST', SESSIONS, { ...BODY, events: [1] }, 'dict_type', ['body', 'events', 0]],
    ['POST', SESSIONS, { events: [], end_time: '' }, 'missing', ['body', 'start_time']],
  ])('%s %s is refused as pydantic does: %#', async (method, path, body, type, loc) => {
    const answer = await service.call(method, path, body);
    expect([answer.status, answer.body.detail[0].type, answer.body.detail[0].loc]).toEqual([422, type, loc]);
  });
});

describe('the map', () => {
  it('is given as JSON and as a picture, of one session and of all', async () => {
    const event = (minute: number, app: string): object => ({
      type: 'click',
      text: app,
      time: `2026-03-09 10:0${minute}:00`,
      app,
    });
    await save({ ...BODY, events: [event(0, 'Code'), event(1, 'Slack'), event(2, 'Code')] });
    await save({ ...BODY, events: [event(0, 'Code'), event(1, 'Chrome')] });
    const one = (await service.call('GET', `${SESSIONS}/1/map`)).body;
    expect(one).toMatchObject({ sessions: 1, events: 3, loops: [{ between: ['Code', 'Slack'], count: 1 }] });
    const all = (await service.call('GET', '/process/map')).body;
    expect(all.sessions).toBe(2);
    expect(all.edges.map(({ from, to }: any) => `${from}>${to}`).sort()).toEqual([
      'Code>Chrome',
      'Code>Slack',
      'Slack>Code',
    ]);
    const picture = await service.fetch('/process/map?format=svg');
    expect(picture.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(await picture.text()).toContain('>Slack</text>');
  });
});
