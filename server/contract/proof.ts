import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in hex. */
export function createSecret(): string {
  return randomBytes(32).toString('hex');
}

/**
 * Shows knowledge of the token without telling it. The service's own address is part of it, so that a stranger who
 * passes a challenge on to the real service gains nothing.
 */
export function prove(token: string, challenge: string, url: string): string {
  return createHmac('sha256', token).update(`${challenge}\n${url}`).digest('hex');
}

/** Compares in constant time. */
export function isProof(given: string, token: string, challenge: string, url: string): boolean {
  const expected = Buffer.from(prove(token, challenge, url));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
