import type { Refusal } from './errors.js';

/** How much a caller may ask for: a bucket for each that fills up again with time. */
export interface Buckets {
  /** Takes one; a refusal that says when to come back where none is left. */
  take(owner: string | null): Refusal | null;
}

export function createBuckets({
  perMinute,
  burst,
  now,
}: {
  perMinute: number;
  /** How many may come at once. */
  burst: number;
  now: () => number;
}): Buckets {
  /** What is left, and when it was looked at last. */
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(owner) {
      const at = now();
      const before = buckets.get(owner ?? '') ?? { left: burst, at };
      const left = Math.min(burst, before.left + ((at - before.at) / 60_000) * perMinute);
      buckets.set(owner ?? '', { left: left >= 1 ? left - 1 : left, at });
      if (left >= 1) return null;
      const wait = Math.ceil(((1 - left) / perMinute) * 60);
      return {
        code: 'RATE_LIMIT_EXCEEDED',
        message: 'Too many requests',
        details: { retry_after_seconds: wait },
        retryAfterSeconds: wait,
      };
    },
  };
}
