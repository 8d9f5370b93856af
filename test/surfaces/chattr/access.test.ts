import { afterEach, describe, expect, it } from 'vitest';
import { startChattr, type Chattr } from './support.js';

const bodyOf = async (answer: Response): Promise<any> => answer.json();

let chattr: Chattr;
afterEach(() => chattr.close());

const withKey = (key: string | null): RequestInit =>
  key === null ? {} : { headers: { authorization: `Bearer ${key}` } };
const say = (key: string | null, session: string): RequestInit => ({
  ...withKey(key),
  method: 'POST',
  body: JSON.stringify({ message: 'Hi', session_id: session }),
});

describe('keys', () => {
  it('are not asked for where none are configured, also of SDKs that send `Bearer null`', async () => {
    chattr = await startChattr(null);
    for (const key of [null, 'null', 'whatever'])
      expect((await chattr.service.fetch('/api/v1/characters', withKey(key))).status).toBe(200);
  });

  it('are asked for where some are, on everything but the health check and the other dialects', async () => {
    chattr = await startChattr(null, { chattrAccess: { apiKeys: ['key-one', 'key-two'] } });
    const { service } = chattr;
    for (const key of [null, 'null', 'key-on', 'key-onee']) {
      const answer = await service.fetch('/api/v1/characters', withKey(key));
      expect(answer.status).toBe(401);
      expect(await bodyOf(answer)).toEqual({
        error: { code: 'UNAUTHORIZED', message: 'API key is missing or invalid' },
      });
    }
    expect((await service.fetch('/api/v1/characters', withKey('key-two'))).status).toBe(200);
    expect((await service.fetch('/api/v1/characters', { headers: { 'x-api-key': 'key-one' } })).status).toBe(200);
    expect((await service.fetch('/api/v1/health')).status).toBe(200);
    expect((await service.fetch('/api/sessions/list')).status).toBe(200);
    for (const path of ['/api/v1/metrics', '/api/v1/chat/history/s1', '/chattr/api/v1/characters/assistant'])
      expect((await service.fetch(path)).status).toBe(401);
  });

  it('own the sessions that they began', async () => {
    chattr = await startChattr(null, { chattrAccess: { apiKeys: ['key-one', 'key-two'] } });
    const { service } = chattr;
    expect((await service.fetch('/api/v1/chat/message', say('key-one', 'mine'))).status).toBe(200);
    const refused = await service.fetch('/api/v1/chat/message', say('key-two', 'mine'));
    expect([refused.status, (await bodyOf(refused)).error.code]).toEqual([403, 'FORBIDDEN']);
    for (const method of ['GET', 'DELETE'])
      expect((await service.fetch('/api/v1/chat/history/mine', { ...withKey('key-two'), method })).status).toBe(403);
    const own = await service.fetch('/api/v1/chat/history/mine', withKey('key-one'));
    expect((await bodyOf(own)).total_count).toBe(2);
  });
});

describe('rate limits', () => {
  it('let bursts through, then say when to come back, and fill up again with time', async () => {
    let now = Date.now();
    chattr = await startChattr(null, { chattrAccess: { requestsPerMinute: 60 }, clock: { now: () => now } });
    const { service } = chattr;
    const statuses = await Promise.all(
      Array.from({ length: 101 }, async () => (await service.fetch('/api/v1/characters')).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    const refused = await service.fetch('/api/v1/characters');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await bodyOf(refused)).error).toMatchObject({
      code: 'RATE_LIMIT_EXCEEDED',
      details: { retry_after_seconds: 1 },
    });
    expect((await service.fetch('/api/sessions/list')).status).toBe(200);
    now += 2_000;
    expect((await service.fetch('/api/v1/characters')).status).toBe(200);
  });

  it('are counted for each key by itself', async () => {
    let now = Date.now();
    chattr = await startChattr(null, {
      chattrAccess: { apiKeys: ['key-one', 'key-two'], requestsPerMinute: 60 },
      clock: { now: () => now },
    });
    const { service } = chattr;
    for (let i = 0; i < 101; i++) await service.fetch('/api/v1/characters', withKey('key-one'));
    expect((await service.fetch('/api/v1/characters', withKey('key-one'))).status).toBe(429);
    expect((await service.fetch('/api/v1/characters', withKey('key-two'))).status).toBe(200);
    now += 0;
  });
});

describe('errors', () => {
  it.each([
    ['GET', '/api/v1/chat/nothing', 404, 'NOT_FOUND'],
    ['GET', '/api/v1/media/status/media_req_1', 404, 'NOT_FOUND'],
    ['POST', '/api/v1/characters', 405, 'INVALID_REQUEST'],
    ['POST', '/api/v1/media/voice', 503, 'SERVICE_UNAVAILABLE'],
    ['GET', '/assets/audio/nothing.wav', 404, 'NOT_FOUND'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    chattr = await startChattr(null);
    const body = method === 'POST' ? { text: 'Hi' } : undefined;
    const answer = await chattr.service.call(method, path, body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('tells of a body that is no JSON', async () => {
    chattr = await startChattr(null);
    const answer = await chattr.service.fetch('/api/v1/chat/message', { method: 'POST', body: '{"message": "Hi"' });
    expect([answer.status, (await bodyOf(answer)).error.code]).toEqual([400, 'INVALID_REQUEST']);
  });
});
