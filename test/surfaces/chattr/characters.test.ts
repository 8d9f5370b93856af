import { afterEach, describe, expect, it } from 'vitest';
import { startChattr, type Chattr } from './support.js';

let chattr: Chattr;
afterEach(() => chattr.close());

describe('characters', () => {
  it('are listed and shown with the documented keys', async () => {
    chattr = await startChattr(null);
    const { body } = await chattr.service.call('GET', '/api/v1/characters');
    expect(body.characters.map(({ id, capabilities }: any) => [id, capabilities])).toEqual([
      ['assistant', ['text', 'voice', 'video']],
      ['creative', ['text', 'voice']],
    ]);
    expect(Object.keys(body.characters[0])).toEqual([
      'id',
      'name',
      'description',
      'personality',
      'avatar_url',
      'voice_model',
      'capabilities',
    ]);
    const detail = (await chattr.service.call('GET', '/api/v1/characters/assistant')).body;
    expect(detail).toMatchObject({
      ...body.characters[0],
      video_model: expect.any(String),
      configuration: { temperature: 0.7, max_tokens: 4096, system_prompt: expect.any(String) },
      statistics: { total_conversations: 0, average_rating: null, last_updated: null },
    });
    expect((await chattr.service.call('GET', '/api/v1/characters/nobody')).status).toBe(404);
  });

  it('change in part, stay so over a restart, and speak accordingly', async () => {
    chattr = await startChattr('Yes.');
    const { service, model } = chattr;
    const patch = {
      name: 'Updated Assistant',
      personality: 'More casual and friendly',
      configuration: { temperature: 0.2, max_tokens: 99 },
    };
    const updated = await service.call('PUT', '/api/v1/characters/assistant', patch);
    expect(updated.body).toMatchObject({
      name: 'Updated Assistant',
      description: 'A helpful and friendly AI assistant',
      configuration: { temperature: 0.2, max_tokens: 99, system_prompt: expect.stringContaining('helpful') },
      statistics: { last_updated: expect.stringMatching(/Z$/) },
    });
    await service.call('PUT', '/api/v1/characters/assistant', { configuration: { temperature: 0.3 } });
    await service.restart();
    const detail = (await service.call('GET', '/api/v1/characters/assistant')).body;
    expect(detail.configuration).toMatchObject({ temperature: 0.3, max_tokens: 99 });
    await service.call('POST', '/api/v1/chat/message', { message: 'Hi' });
    const { options, messages } = model!.requests.find(({ path }) => path === '/api/chat')!.body as any;
    expect(options).toMatchObject({ temperature: 0.3, num_predict: 99 });
    expect(messages[0].content).toContain('More casual and friendly');
  });

  it.each([
    ['a temperature out of range', { configuration: { temperature: 3 } }],
    ['an empty name', { name: ' ' }],
    ['a text where an object belongs', { configuration: 'hot' }],
    ['no tokens at all', { configuration: { max_tokens: 0 } }],
  ])('refuse %s and stay as they were', async (_name, patch) => {
    chattr = await startChattr(null);
    const { service } = chattr;
    const before = (await service.call('GET', '/api/v1/characters/creative')).body;
    expect((await service.call('PUT', '/api/v1/characters/creative', patch)).status).toBe(400);
    expect((await service.call('GET', '/api/v1/characters/creative')).body).toEqual(before);
    expect((await service.call('PUT', '/api/v1/characters/nobody', {})).status).toBe(404);
  });
});

describe('status', () => {
  it('is truthful about what is there and what is not', async () => {
    chattr = await startChattr(null);
    const { body } = await chattr.service.call('GET', '/api/v1/health');
    expect(body).toMatchObject({
      status: 'healthy',
      services: { llm_api: 'not_configured', vector_database: 'healthy', redis: 'not_used' },
      resource_usage: { memory_percent: expect.any(Number), gpu_memory_percent: null },
    });
    expect(body.uptime_seconds).toBeGreaterThanOrEqual(0);
  });

  it('is degraded when the chosen model is away', async () => {
    chattr = await startChattr('Yes.');
    await chattr.model!.close();
    const { body } = await chattr.service.call('GET', '/chattr/api/v1/health');
    expect([body.status, body.services.llm_api]).toEqual(['degraded', 'unavailable']);
    chattr.model = null;
  });

  it('counts what was asked', async () => {
    chattr = await startChattr('Yes.');
    const { service } = chattr;
    await service.call('POST', '/api/v1/chat/message', { message: 'Hi', session_id: 's1' });
    await service.call('POST', '/api/v1/chat/message', { message: 'Hi', session_id: 's1', character_id: 'creative' });
    await service.call('GET', '/api/v1/characters/nobody');
    const { body } = await service.call('GET', '/api/v1/metrics');
    expect(body).toMatchObject({
      requests_total: 3,
      requests_per_minute: 3,
      error_rate_percent: 33.33,
      active_sessions: 1,
      characters: {
        assistant: { conversations_today: 1, average_rating: null },
        creative: { conversations_today: 1, average_rating: null },
      },
      media_generation: { voice_requests_today: 0, video_requests_today: 0, average_generation_time_seconds: null },
    });
    expect(body.average_response_time_ms).toBeGreaterThan(0);
    expect((await service.call('GET', '/api/v1/characters/assistant')).body.statistics.total_conversations).toBe(1);
  });
});
