import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMachine } from '../../../server/adapters/machine/machine.js';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
const call = (method: string, path: string, body?: unknown) => service.call(method, path, body);

describe('without a display', () => {
  it('nothing can be recorded, which is told in the documented order', async () => {
    expect((await call('GET', '/recording/screens')).body).toEqual({ screens: [] });
    expect((await call('POST', '/recording/start')).status).toBe(422);
    expect((await call('POST', '/recording/start', { interval: null })).status).toBe(422);
    expect((await call('POST', '/recording/start', { mode: 'sideways' })).status).toBe(400);
    expect((await call('POST', '/recording/start', {})).status).toBe(403);
    await service.core.consent.set(true);
    expect((await call('POST', '/recording/start', {})).status).toBe(503);
    await service.core.consent.set(false);
  });

  it('has a status with the documented kinds of numbers', async () => {
    const text = await (await service.fetch('/recording/status')).text();
    expect(text).toMatch(/^\{"is_recording":false,"is_paused":false,"duration":60,"interval":2\.0,"output_dir":"/);
    expect(JSON.parse(text)).toMatchObject({
      frame_count: 0,
      elapsed_time: 0,
      mode: 'fullscreen',
      region: null,
      screen_index: null,
    });
  });
});

describe('what clients ask about the machine', () => {
  it('is answered honestly about sound', async () => {
    expect((await call('GET', '/recording/audio/diagnose?source=microphone')).body).toMatchObject({
      requested_source: 'microphone',
      microphone_available: false,
      message: 'Sound is not recorded.',
    });
    expect(await call('GET', '/recording/audio/diagnose?source=x')).toEqual({
      status: 400,
      body: { detail: 'Invalid source: x' },
    });
  });

  it('is answered about permissions', async () => {
    const { body } = await call('GET', '/permissions/status?prompt=true');
    expect(body).toMatchObject({
      platform: process.platform,
      screen_recording: { granted: true },
      accessibility: { granted: true },
      input_monitoring: { granted: true },
    });
    expect((await call('POST', '/permissions/open-settings?area=accessibility')).body).toEqual({
      ok: false,
      area: 'accessibility',
    });
    expect((await call('POST', '/permissions/open-settings')).status).toBe(422);
    expect((await call('POST', '/permissions/open-settings?area=x')).status).toBe(400);
  });

  it('is answered on macOS in the words that clients look for', () => {
    const mac = createMachine('darwin');
    expect(mac.permission('screenRecording')).toMatchObject({
      isGranted: false,
      message: expect.stringContaining('Screen Recording permission'),
      anchor: 'Privacy_ScreenCapture',
    });
    expect(mac.permission('accessibility').message).toContain('Accessibility');
    expect(mac.permission('inputMonitoring').message).toContain('Input Monitoring');
  });
});

describe('languages of the screen', () => {
  it('are listed, and fetched as a task that says why it failed', async () => {
    const { body } = await call('GET', '/recording/languages');
    expect(body).toEqual({ used: ['eng'], available: expect.arrayContaining(['eng']) });
    const begun = await call('POST', '/recording/languages', { language: 'deu' });
    expect(begun.status).toBe(202);
    const task = await service.core.tasks.settled(begun.body.task_id);
    expect(task).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
    expect((await call('POST', '/recording/languages', { language: '../../x' })).status).toBe(422);
  });
});
