import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { summaryCallbackBody } from '../../../server/surfaces/omnimemory/index.js';
import { startService, type TestService } from '../../support/service.js';
import { IDS, fingerprint, startHook, status, talk, type Hook } from './support.js';

let service: TestService;
let hook: Hook | undefined;

beforeAll(async () => {
  service = await startService();
});
afterEach(async () => {
  await hook?.close();
  hook = undefined;
});
afterAll(() => service.close());

const SCHEDULED = 'Conversation summary scheduled for callback delivery';

/** Asks for a summary by callback; the answer of the service. */
const schedule = (body: object, headers: Record<string, string> = {}) =>
  service
    .fetch('/api/v1/agent/summaries', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...IDS, messages: talk(), ...body }),
    })
    .then(async (response) => ({ status: response.status, body: (await response.json()) as any }));

describe('a summary at once', () => {
  it('says what was said, of text and of messages, and stores nothing', async () => {
    const before = await fingerprint(service);
    for (const messages of [
      talk(),
      talk()
        .map(({ content }) => content)
        .join('\n'),
    ]) {
      const { status, body } = await service.call('POST', '/api/v1/agent/summaries', { ...IDS, messages });
      expect(status).toBe(200);
      expect(body).toMatchObject({ ...IDS, metadata: {}, raw_sections: null });
      expect(body.summary).toContain('Priya');
      expect(body.key_points.length).toBeGreaterThan(0);
      expect(body.keywords.length).toBeGreaterThan(0);
      expect(body.generated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    }
    expect(await fingerprint(service)).toEqual(before);
  });

  it('never repeats a secret', async () => {
    const secret = ['AK', 'IA', 'ABCDEFGH', 'ABCDEFGH'].join('');
    const messages = `The key of the shop is ${secret} and it lies in Frankfurt.`;
    const { body } = await service.call('POST', '/api/v1/agent/summaries', { ...IDS, messages });
    expect(JSON.stringify(body)).not.toContain(secret);
  });
});

describe('a summary by callback', () => {
  it('is posted whole, with the caller’s headers and the task’s id', async () => {
    hook = await startHook(status(204));
    const answer = await schedule({ callback_url: hook.url, callback_headers: { Authorization: 'Bearer abc' } });
    expect(answer).toEqual({
      status: 202,
      body: { task_id: expect.any(String), status: 'accepted', message: SCHEDULED, ...IDS },
    });
    const [post] = await hook.received(1);
    expect(post!.headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-type': expect.stringContaining('application/json'),
    });
    expect(Object.keys(post!.body).sort()).toEqual(
      [
        ...['app_id', 'user_id', 'session_id', 'summary', 'key_points', 'tags', 'keywords', 'semantic_queries'],
        ...['metadata', 'generated_at', 'delivery', 'task_id', 'status'],
      ].sort(),
    );
    expect(post!.body).toMatchObject({
      ...IDS,
      delivery: 'callback',
      status: 'completed',
      task_id: answer.body.task_id,
      metadata: { message_count: 10 },
    });
    expect(post!.body['summary']).toContain('Priya');
    expect((await service.core.tasks.settled(answer.body.task_id)).state).toBe('succeeded');
  });

  it('takes the address from the header, and from the body before the header', async () => {
    hook = await startHook(status(200));
    const inHeader = await schedule({ session_id: null }, { 'x-callback-url': hook.url });
    expect(inHeader).toMatchObject({ status: 202, body: { session_id: null } });
    const inBoth = await schedule({ callback_url: hook.url }, { 'x-callback-url': 'http://127.0.0.1:9/never' });
    const posts = await hook.received(2);
    expect(posts.map(({ body }) => body['task_id']).sort()).toEqual(
      [inHeader.body.task_id, inBoth.body.task_id].sort(),
    );
  });

  it('is tried three times when the receiver is busy', async () => {
    hook = await startHook((post, response) => {
      status(post < 3 ? 503 : 200)(post, response);
    });
    const { body } = await schedule({ callback_url: hook.url });
    const posts = await hook.received(3);
    expect(new Set(posts.map((post) => post.body['task_id']))).toEqual(new Set([body.task_id]));
    expect((await service.core.tasks.settled(body.task_id)).state).toBe('succeeded');
    expect(posts).toHaveLength(3);
  });

  it('ends after three attempts', async () => {
    hook = await startHook(status(503));
    const { body } = await schedule({ callback_url: hook.url });
    const task = await service.core.tasks.settled(body.task_id);
    expect(task).toMatchObject({ state: 'failed', error: { code: 'upstream_failed' } });
    expect(hook.posts).toHaveLength(3);
  });

  it('is not tried again where the receiver refused it', async () => {
    hook = await startHook(status(400));
    const { body } = await schedule({ callback_url: hook.url });
    expect((await service.core.tasks.settled(body.task_id)).state).toBe('failed');
    expect(hook.posts).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const target = await startHook(status(200));
    hook = await startHook((_post, response) => {
      response.writeHead(307, { location: target.url }).end();
    });
    try {
      const { body } = await schedule({ callback_url: hook.url });
      expect((await service.core.tasks.settled(body.task_id)).state).toBe('failed');
      expect(target.posts).toEqual([]);
    } finally {
      await target.close();
    }
  });

  it('is delivered by the next start when the service stopped meanwhile', async () => {
    hook = await startHook((post, response) => {
      if (post > 1) status(200)(post, response);
    });
    const { body } = await schedule({ callback_url: hook.url });
    await hook.received(1);
    await service.restart();
    const posts = await hook.received(2);
    expect(posts[1]!.body).toMatchObject({ task_id: body.task_id, status: 'completed' });
    expect((await service.core.tasks.settled(body.task_id)).state).toBe('succeeded');
  });
});

describe('a summary that could not be made', () => {
  it('is posted with its reason and whose it was', () => {
    const outcome = {
      ...{ taskId: 't', userName: 'u', appName: 'a', sessionId: null, turnCount: 2 },
      finishedAt: Date.parse('2026-01-02T03:04:05.678Z'),
    };
    expect(summaryCallbackBody({ ...outcome, ok: false, reason: 'No model' })).toEqual({
      status: 'failed',
      error: 'No model',
      task_id: 't',
      app_id: 'a',
      user_id: 'u',
      session_id: null,
      generated_at: '2026-01-02T03:04:05.678000+00:00',
      delivery: 'callback',
    });
  });
});
