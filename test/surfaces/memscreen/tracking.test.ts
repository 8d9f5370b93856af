import { afterEach, describe, expect, it } from 'vitest';
import type { Input, InputEvent, InputFailure } from '../../../server/ports/input.js';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
afterEach(() => service.close());

interface FakeInput extends Input {
  press(event: Partial<InputEvent>): void;
  lose(): void;
}

/** Input that a test makes; `failure` is why it does not begin. */
function createFakeInput(failure: InputFailure | null = null): FakeInput {
  let tell: ((event: InputEvent) => void) | null = null;
  let lost: (() => void) | null = null;
  return {
    obstacle: () => null,
    start(onEvent, onLost) {
      if (failure === null) {
        tell = onEvent;
        lost = () => onLost({ reason: 'failed', message: 'gone' });
      }
      return Promise.resolve(failure);
    },
    stop() {
      tell = null;
      return Promise.resolve();
    },
    press: (event) =>
      tell?.({ kind: 'key', at: Date.now(), name: 'A', modifiers: [], app: 'Code', window: 'main.ts', ...event }),
    lose: () => lost?.(),
  };
}

async function open(input: FakeInput, capture = {}): Promise<void> {
  service = await startService({ input, capture: { isAllowed: true, ...capture } });
}

const call = (method: string, path: string): Promise<{ status: number; body: any }> =>
  service.call(method, `/process/${path}`);
const eventsOf = async (id: number): Promise<any[]> => (await call('GET', `sessions/${id}`)).body.events;

describe('tracking', () => {
  it('goes from start to a session that is analysed and found', async () => {
    const input = createFakeInput();
    await open(input);
    expect(await call('GET', 'tracking/status')).toEqual({
      status: 200,
      body: { is_tracking: false, event_count: 0, db_path: `${service.dataDir}/store` },
    });
    expect(await call('POST', 'tracking/start')).toEqual({ status: 200, body: { ok: true, is_tracking: true } });
    input.press({ name: 'A' });
    input.press({ name: 'S', modifiers: ['Ctrl'] });
    input.press({ name: 'Enter' });
    input.press({ kind: 'click', name: 'left', app: 'Figma' });
    input.press({ kind: 'scroll', name: 'up' });
    expect((await call('GET', 'tracking/status')).body).toMatchObject({ is_tracking: true, event_count: 4 });
    expect(await call('POST', 'tracking/stop')).toEqual({ status: 200, body: { ok: true, is_tracking: false } });
    const saved = (await call('POST', 'sessions/from-tracking')).body;
    expect(saved).toMatchObject({
      ok: true,
      events_saved: 4,
      session_id: 1,
      start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    const events = await eventsOf(1);
    expect(events.map(({ type, text, app }) => [type, text, app])).toEqual([
      ['keypress', 'keyboard: press', 'Code'],
      ['keypress', 'keyboard: press (Ctrl+S)', 'Code'],
      ['keypress', 'keyboard: press (Enter)', 'Code'],
      ['click', 'mouse: press (left)', 'Figma'],
    ]);
    expect((await service.call('GET', '/api/v1/search?q=figma&kinds=activity')).body.hits).toHaveLength(1);
  });

  it('saves only what came since the last session or mark', async () => {
    const input = createFakeInput();
    await open(input);
    await call('POST', 'tracking/start');
    input.press({});
    await call('POST', 'sessions/from-tracking');
    const nothing = await call('POST', 'sessions/from-tracking');
    expect([nothing.status, nothing.body.detail.toLowerCase()]).toEqual([400, 'no meaningful events to save']);
    input.press({});
    expect((await call('POST', 'tracking/mark-start')).body).toEqual({ ok: true });
    input.press({});
    expect((await call('POST', 'sessions/from-tracking')).body.events_saved).toBe(1);
    await call('POST', 'tracking/stop');
    expect(await call('POST', 'tracking/mark-start')).toEqual({
      status: 400,
      body: { detail: 'Tracking is not active, cannot mark baseline' },
    });
    expect((await call('POST', 'sessions/from-tracking')).body.detail).toBe('No events to save');
  });

  it('keeps typed keys by name only where the person chose that', async () => {
    const input = createFakeInput();
    await open(input, { keepsTypedKeys: true });
    await call('POST', 'tracking/start');
    for (const name of 'SECRET') input.press({ name });
    await call('POST', 'sessions/from-tracking');
    expect((await eventsOf(1))[0].text).toBe('keyboard: press (S)');
  });

  it('sees nothing of excluded applications and windows, and no secrets in titles', async () => {
    const input = createFakeInput();
    await open(input);
    await call('POST', 'tracking/start');
    input.press({ app: 'KeePassXC' });
    input.press({ app: 'Firefox', window: 'Bank — Mozilla Firefox Private Browsing' });
    input.press({ window: `token ghp_${'a1B2'.repeat(9)}` });
    await call('POST', 'sessions/from-tracking');
    const events = await eventsOf(1);
    expect(events).toHaveLength(1);
    expect(events[0].window).toBe('token [redacted:github-token]');
  });

  it('is kept when the service stops', async () => {
    const input = createFakeInput();
    await open(input);
    await call('POST', 'tracking/start');
    input.press({});
    await service.restart();
    expect((await call('GET', 'sessions')).body.sessions).toMatchObject([{ id: 1, keystrokes: 1 }]);
  });

  it('says that it ended when the hook is gone, and can begin again', async () => {
    const input = createFakeInput();
    await open(input);
    await call('POST', 'tracking/start');
    input.lose();
    expect((await call('GET', 'tracking/status')).body.is_tracking).toBe(false);
    expect((await call('POST', 'tracking/start')).status).toBe(200);
  });
});

describe('tracking is refused', () => {
  it('before the person allowed it', async () => {
    const input = createFakeInput();
    await open(input, { isAllowed: false });
    const { status, body } = await call('POST', 'tracking/start');
    expect(status).toBe(403);
    expect(body.detail).toMatch(/--allow-capture.*Accessibility and Input Monitoring/);
  });

  it('while it is under way', async () => {
    await open(createFakeInput());
    await call('POST', 'tracking/start');
    expect(await call('POST', 'tracking/start')).toEqual({
      status: 400,
      body: { detail: 'Tracking already active or failed to start' },
    });
  });

  it.each([
    ['permission', 403, 'no Accessibility'],
    ['unsupported', 503, 'no Accessibility'],
    ['failed', 400, 'Tracking already active or failed to start: no Accessibility'],
  ] as const)('where the system says %s', async (reason, status, detail) => {
    await open(createFakeInput({ reason, message: 'no Accessibility' }));
    expect(await call('POST', 'tracking/start')).toEqual({ status, body: { detail } });
    expect((await call('POST', 'tracking/stop')).status).toBe(200);
  });
});
