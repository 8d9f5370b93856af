import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { IDS, query } from './support.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

describe('POST /agent/memories', () => {
  it.each<[string, string, unknown]>([
    ['a text', 'application-of-texts', '  The customer completed onboarding and selected the premium plan  '],
    [
      'messages',
      'application-of-messages',
      [
        { role: 'agent', content: 'The customer completed onboarding.' },
        { role: 'user', content: 'I selected the premium plan.', timestamp: 1_700_000_000 },
      ],
    ],
  ])('remembers %s', async (_name, app_id, messages) => {
    const ids = { ...IDS, app_id };
    const { status, body } = await service.call('POST', '/api/v1/agent/memories', { ...ids, messages });
    expect(status).toBe(202);
    expect(body).toEqual({
      task_id: expect.any(String),
      status: 'accepted',
      message: 'Agent memory creation task submitted successfully',
      ...ids,
      error: null,
      result: null,
    });
    expect(await service.core.tasks.settled(body.task_id)).toMatchObject({ state: 'succeeded' });
    const found = await query(service, { ...ids, query: 'Who selected the premium plan?' });
    expect(found.body.count).toBe(1);
    expect(found.body.memories[0].document).toContain('premium plan');
    expect(found.body.memories[0].metadata).toMatchObject({ task_id: body.task_id, ...ids });
  });

  it('stores directly: the same text twice is two memories', async () => {
    const ids = { app_id: 'application-doubled', user_id: IDS.user_id };
    for (let time = 0; time < 2; time++) {
      const messages = 'The quarterly review moved to the first Monday of May.';
      const { body } = await service.call('POST', '/api/v1/agent/memories', { ...ids, messages });
      await service.core.tasks.settled(body.task_id);
    }
    expect((await query(service, { ...ids, query: 'When is the quarterly review?' })).body.count).toBe(2);
  });

  it('never stores a secret', async () => {
    const secret = ['AK', 'IA', 'ABCDEFGH', 'ABCDEFGH'].join('');
    const ids = { app_id: 'application-of-secrets', user_id: IDS.user_id };
    const messages = `The deployment of the shop uses the key ${secret} in Frankfurt.`;
    const { body } = await service.call('POST', '/api/v1/agent/memories', { ...ids, messages });
    await service.core.tasks.settled(body.task_id);
    const found = await query(service, { ...ids, query: 'Which key does the deployment of the shop use?' });
    expect(found.body.count).toBe(1);
    expect(JSON.stringify(found.body)).not.toContain(secret);
  });
});
