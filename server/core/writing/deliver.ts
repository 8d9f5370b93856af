import { setTimeout as wait } from 'node:timers/promises';
import type { Webhook, WebhookOutcome, WebhookRequest } from '../../ports/webhook.js';

export interface DeliveryPolicy {
  attempts: number;
  /** Before the second attempt, the third, ...; the last one goes on. In ms. */
  waits: readonly number[];
  /** Rejects when the signal is aborted. */
  sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
}

const realSleep = (ms: number, signal?: AbortSignal): Promise<void> => wait(ms, undefined, signal ? { signal } : {});

/** Posts until it is taken, refused for good, or all attempts are used up; the last outcome. */
export async function deliverWithRetries(
  webhook: Webhook,
  request: WebhookRequest,
  { attempts, waits, sleep = realSleep, signal }: DeliveryPolicy,
): Promise<WebhookOutcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await webhook.post({ ...request, signal });
    if (attempt >= attempts || signal?.aborted || !isPassing(outcome)) return outcome;
    await sleep(waits[Math.min(attempt, waits.length) - 1] ?? 0, signal);
  }
}

/** Worth another attempt: nobody answered, redirected (never followed), busy. */
function isPassing(outcome: WebhookOutcome): boolean {
  if ('error' in outcome) return !outcome.refused;
  const { status } = outcome;
  return (status >= 300 && status < 400) || status === 429 || status === 503 || status === 504;
}
