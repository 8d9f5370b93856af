import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../server/core/memory/identity.js';
import { createSummaries, type Summaries, type Summary } from '../../../server/core/memory/summaries.js';
import { createActing } from '../../../server/core/people/acting.js';
import { createTasks, type Tasks } from '../../../server/core/tasks/tasks.js';
import { systemClock } from '../../../server/ports/clock.js';
import type { Turn } from '../../../server/ports/entities.js';
import { CoreError } from '../../../server/ports/errors.js';
import { silentLog } from '../../support/silentLog.js';
import type { Store } from '../../../server/ports/store.js';
import type { Webhook, WebhookOutcome, WebhookRequest } from '../../../server/ports/webhook.js';
import { openStore, temporaryPlace } from '../../support/store.js';

const SUMMARY: Summary = { summary: 'They agreed.', keyPoints: ['agreed'], tags: ['deal'], keywords: [], queries: [] };
const TURNS: Turn[] = [
  { role: 'user', content: 'Shall we?' },
  { role: 'assistant', content: 'Yes.' },
];
const CALLBACK = { url: 'http://hooks.example/', headers: { 'X-Trace': '7' }, format: 'plain', sessionId: 's-1' };

let store: Store;
let scope: Scope;
let tasks: Tasks;
let posts: WebhookRequest[];

beforeEach(async () => {
  store = await openStore(await temporaryPlace());
  const user = await store.ensureUser('ana', 1);
  scope = { user, app: await store.ensureApp(user.id, 'notes', 1) };
  tasks = createTasks({ acting: createActing(), store, clock: systemClock, log: silentLog });
  posts = [];
});

type Writing = (turns: Turn[], signal?: AbortSignal) => Promise<Summary>;

function summariesWith(summary: Writing, outcome: WebhookOutcome = { status: 200 }): Summaries {
  const webhook: Webhook = {
    refusal: (url) => (url.startsWith('http') ? null : 'must be http'),
    post: (request) => {
      posts.push(request);
      return Promise.resolve(outcome);
    },
  };
  const summaries = createSummaries({ writer: { summary }, tasks, webhook, clock: systemClock });
  summaries.defineFormat('plain', (result) => ({ ...result }) as never);
  return summaries;
}

describe('a summary by callback', () => {
  it('is posted in its format, with the names and the task', async () => {
    const { id } = await summariesWith(() => Promise.resolve(SUMMARY)).submit(scope, TURNS, CALLBACK);
    expect(await tasks.settled(id)).toMatchObject({ state: 'succeeded', result: { delivered: true }, input: {} });
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({
      url: CALLBACK.url,
      headers: CALLBACK.headers,
      timeoutMs: 30_000,
      body: {
        ok: true,
        taskId: id,
        userName: 'ana',
        appName: 'notes',
        sessionId: 's-1',
        turnCount: 2,
        summary: SUMMARY,
      },
    });
  });

  it('that cannot be made is reported once, with its reason, and fails', async () => {
    const refusal = new CoreError('upstream_failed', 'The model makes no sense');
    const { id } = await summariesWith(() => Promise.reject(refusal)).submit(scope, TURNS, CALLBACK);
    expect(await tasks.settled(id)).toMatchObject({ state: 'failed', error: { message: refusal.message } });
    expect(posts.map(({ body }) => body)).toMatchObject([{ ok: false, reason: refusal.message, taskId: id }]);
  });

  it('that is cancelled is reported to nobody', async () => {
    let started = () => {};
    const writing = new Promise<void>((resolve) => (started = resolve));
    const summaries = summariesWith(async (_turns, signal) => {
      started();
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          reject(new Error('stopped'));
        }),
      );
      return SUMMARY;
    });
    const { id } = await summaries.submit(scope, TURNS, CALLBACK);
    await writing;
    await tasks.cancel(id);
    expect((await tasks.settled(id)).state).toBe('cancelled');
    expect(posts).toEqual([]);
  });

  it.each<[string, WebhookOutcome]>([
    ['the address answered 500', { status: 500 }],
    ['Address must be another', { error: 'Address must be another', refused: true }],
  ])('that is not taken fails, because %s', async (reason, outcome) => {
    const { id } = await summariesWith(() => Promise.resolve(SUMMARY), outcome).submit(scope, TURNS, CALLBACK);
    const { state, error } = await tasks.settled(id);
    expect({ state, error }).toEqual({
      state: 'failed',
      error: { code: 'upstream_failed', message: `The callback was not delivered: ${reason}` },
    });
    expect(posts).toHaveLength(1);
  });

  it.each([
    { ...CALLBACK, url: 'ftp://hooks.example' },
    { ...CALLBACK, headers: { Host: 'evil.example' } },
    { ...CALLBACK, headers: { 'X-A': 'a\r\nb' } },
  ])('to a bad address or with a bad header is refused: %j', async (callback) => {
    const submitted = summariesWith(() => Promise.resolve(SUMMARY)).submit(scope, TURNS, callback);
    await expect(submitted).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await tasks.list({ limit: 10 })).toEqual([]);
  });
});

describe('what is read for a summary', () => {
  it('holds no secret, at once and in the background', async () => {
    const secret = ['AK', 'IA', 'ABCDEFGH', 'ABCDEFGH'].join('');
    const seen: Turn[][] = [];
    const summaries = summariesWith((turns) => {
      seen.push(turns);
      return Promise.resolve(SUMMARY);
    });
    const turns = [{ role: 'user', content: `the key is ${secret}` }];
    expect(await summaries.summarise(turns)).toEqual(SUMMARY);
    await tasks.settled((await summaries.submit(scope, turns, CALLBACK)).id);
    expect(seen).toHaveLength(2);
    expect(JSON.stringify(seen)).not.toContain(secret);
  });
});
