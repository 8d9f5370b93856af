import { createHash, timingSafeEqual } from 'node:crypto';
import { createBuckets } from './buckets.js';
import type { Refusal } from './errors.js';

/** Who calls: the owner of its sessions. Null = anybody, where no keys are configured. */
export type Caller = { owner: string | null };

export interface Access {
  /** Checks a key. */
  identify(key: string | null): Caller | Refusal;
  /** The same, and that its owner has not asked too often; a refusal where one of them does not hold. */
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
  const buckets = createBuckets({ perMinute: requestsPerMinute, burst, now });

  const identify: Access['identify'] = (key) => {
    const presented = key === null ? null : digest(key);
    const isKnown = presented !== null && known.some((one) => timingSafeEqual(one, presented));
    if (known.length > 0 && !isKnown) return { code: 'UNAUTHORIZED', message: 'API key is missing or invalid' };
    return { owner: known.length > 0 && presented ? presented.toString('hex').slice(0, 16) : null };
  };

  return {
    identify,
    admit(key) {
      const caller = identify(key);
      return isRefused(caller) ? caller : (buckets.take(caller.owner) ?? caller);
    },
  };
}
