import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { ask, call, listen } from './support.js';

let service: TestService;
beforeAll(async () => {
  service = await startService({ modelsDisabled: true });
});
afterAll(() => service.close());

it('records nothing before it is allowed, and says why where there is no screen', async () => {
  const request = { mode: 'fullscreen' };
  expect(await ask(service, 'recordings.start', request)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(await ask(service, 'activity.track', { isTracking: true })).toMatchObject({ error: { code: 'forbidden' } });
  const events = await listen(service);
  expect((await call(service, 'recordings.allow', { isAllowed: true })).isAllowed).toBe(true);
  while (!(await events.next('recordings.status')).isAllowed);
  events.close();
  expect(await ask(service, 'recordings.start', request)).toMatchObject({ error: { code: 'unavailable' } });
  expect((await call(service, 'recordings.allow', { isAllowed: false })).isAllowed).toBe(false);
});

it('refuses regions and screens that make no sense', async () => {
  for (const params of [
    { mode: 'region' },
    { mode: 'region', region: { x: 0, y: 0, width: 1, height: 1 } },
    { mode: 'fullscreen-single', screen: 7 },
    { mode: 'everything' },
    { mode: 'fullscreen', intervalSeconds: 0 },
  ])
    expect(await ask(service, 'recordings.start', params)).toMatchObject({ error: { code: 'invalid_input' } });
});

it('has no recordings, texts or sessions of anybody else', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  expect(await call(service, 'recordings.list', { offset: 0, limit: 10 })).toEqual({ items: [], total: 0, bytes: 0 });
  for (const method of ['recordings.get', 'recordings.delete'])
    expect(await ask(service, method, { id })).toMatchObject({ error: { code: 'not_found' } });
  expect(await ask(service, 'recordings.find', { id, at: 1 })).toMatchObject({ error: { code: 'not_found' } });
  expect(await call(service, 'recordings.preview', { width: 320 })).toEqual({ jpeg: null });
  const stranger = await service.core.identity.ensureScope('stranger-0001', 'x');
  const events = [{ time: '2026-03-09 10:00:00', type: 'click', text: 'mouse: press (left)', app: 'Code' }];
  const session = await service.core.activity.save(stranger, events, '2026-03-09 10:00:00', '2026-03-09 10:00:00');
  expect((await call(service, 'activity.list', { offset: 0, limit: 10 })).total).toBe(0);
  expect(await ask(service, 'activity.get', { id: session.id })).toMatchObject({ error: { code: 'not_found' } });
});
