import { describe, expect, it } from 'vitest';
import { deliverWithRetries } from '../../../server/core/writing/deliver.js';
import type { WebhookOutcome, WebhookRequest } from '../../../server/ports/webhook.js';

const request: WebhookRequest = { url: 'http://127.0.0.1/', headers: {}, body: {}, timeoutMs: 1_000 };
const failed: WebhookOutcome = { error: 'nobody there', refused: false };

/** What came of it, how often it was posted, and how long it waited in between. */
async function deliver(outcomes: WebhookOutcome[], signal?: AbortSignal) {
  const posted: WebhookRequest[] = [];
  const waits: number[] = [];
  const webhook = {
    refusal: () => null,
    post: (sent: WebhookRequest) => {
      posted.push(sent);
      return Promise.resolve(outcomes[posted.length - 1]!);
    },
  };
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return signal?.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve();
  };
  const outcome = await deliverWithRetries(webhook, request, { attempts: 3, waits: [1_000, 2_000], sleep, signal });
  return { outcome, posts: posted.length, waits };
}

describe('delivery', () => {
  it.each([200, 201, 204])('is done with a %i', async (status) => {
    expect(await deliver([{ status }])).toEqual({ outcome: { status }, posts: 1, waits: [] });
  });

  it.each([301, 307, 429, 503, 504])('tries again after a %i, a second and two later', async (status) => {
    expect(await deliver([{ status }, failed, { status: 200 }])).toEqual({
      outcome: { status: 200 },
      posts: 3,
      waits: [1_000, 2_000],
    });
  });

  it.each([400, 401, 404, 410, 422, 500, 501, 502])('takes a %i as the last word', async (status) => {
    expect(await deliver([{ status }])).toEqual({ outcome: { status }, posts: 1, waits: [] });
  });

  it('gives up after three attempts, with the last outcome', async () => {
    expect(await deliver([failed, failed, { status: 503 }])).toEqual({
      outcome: { status: 503 },
      posts: 3,
      waits: [1_000, 2_000],
    });
  });

  it('does not try an address again that was refused', async () => {
    const refused = { error: 'Address is not allowed', refused: true };
    expect(await deliver([refused])).toEqual({ outcome: refused, posts: 1, waits: [] });
  });

  it('stops when it is cancelled', async () => {
    expect(await deliver([failed], AbortSignal.abort())).toMatchObject({ outcome: failed, posts: 1 });
  });
});
