import { setTimeout as sleep } from 'node:timers/promises';
import { CoreError } from '../../ports/errors.js';
import { ServerError } from './serverError.js';

export interface RetryPolicy {
  /** How often a request is sent at most. */
  attempts: number;
  /** The first wait; each further one is twice as long, and up to a quarter longer by chance. */
  baseMs: number;
  /** A server that asks for a longer pause than this is not asked again. */
  longestMs: number;
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 3,
  baseMs: 300,
  longestMs: 10_000,
  pause: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {});
  },
};

/** Passes on what `work` yields. Until the first item, transient failures make it start again. */
export async function* retryingStream<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  work: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  for (let attempt = 1; ; attempt++) {
    let hasBegun = false;
    try {
      for await (const item of work()) {
        hasBegun = true;
        yield item;
      }
      return;
    } catch (error) {
      if (hasBegun) throw error;
      await pauseOrThrow(policy, attempt, error, signal);
    }
  }
}

/** The same for work with one result. */
export async function retrying<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      await pauseOrThrow(policy, attempt, error, signal);
    }
  }
}

async function pauseOrThrow(policy: RetryPolicy, attempt: number, error: unknown, signal?: AbortSignal): Promise<void> {
  if (!(error instanceof ServerError) || !error.detail.isTransient || attempt >= policy.attempts) throw error;
  const backoff = policy.baseMs * 2 ** (attempt - 1) * (1 + Math.random() / 4);
  const wait = error.detail.retryAfterMs ?? Math.min(backoff, policy.longestMs);
  if (wait > policy.longestMs) throw error;
  try {
    await policy.pause(wait, signal);
  } catch (cause) {
    throw new CoreError('cancelled', 'Cancelled', { cause });
  }
}
