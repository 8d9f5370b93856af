import { createHash, timingSafeEqual } from 'node:crypto';
import type { Refusal } from './errors.js';

/** Who calls: the owner of its sessions. Null = anybody, where no keys are configured. */
export type Caller = { owner: string | null };

export interface Access {
  /** Checks a key, and that its owner has not asked too often; a refusal where one of them does not hold. */
  admit(key: string | null): Caller | Refusal;
}

export interface AccessOptions {
  /** Keys that clients must send; none = nobody must. */
  apiKeys: readonly string[];
  requestsPerMinute: number;
  /** How many may come at once. */
  burst: number;
  now: () => number;
}

export const isRefused = (admitted: Caller | Refusal): admitted is Refusal => 'code' in admitted;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** `Bearer KEY`, or the plain header; the SDKs send `Bearer null` without a key. */
export function presentedKey(headers: Record<string, string | undefined>): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? headers['x-api-key'];
  return bearer === undefined || bearer === 'null' || bearer === 'undefined' ? null : bearer;
}

export function createAccess({ apiKeys, requestsPerMinute, burst, now }: AccessOptions): Access {
  const known = apiKeys.map((key) => digest(key));
  /** A bucket for each caller: what is left in it, and when it was looked at last. */
  const buckets = new Map<string, { left: number; at: number }>();

  const spend = (name: string): number => {
    const at = now();
    const before = buckets.get(name) ?? { left: burst, at };
    const left = Math.min(burst, before.left + ((at - before.at) / 60_000) * requestsPerMinute);
    buckets.set(name, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.ceil(((1 - left) / requestsPerMinute) * 60);
  };

  return {
    admit(key) {
      const presented = key === null ? null : digest(key);
      const isKnown = presented !== null && known.some((one) => timingSafeEqual(one, presented));
      if (known.length > 0 && !isKnown) return { code: 'UNAUTHORIZED', message: 'API key is missing or invalid' };
      const owner = known.length > 0 && presented ? presented.toString('hex').slice(0, 16) : null;
      const wait = spend(owner ?? '');
      if (wait > 0)
        return {
          code: 'RATE_LIMIT_EXCEEDED',
          message: 'Too many requests',
          details: { retry_after_seconds: wait },
          retryAfterSeconds: wait,
        };
      return { owner };
    },
  };
}
