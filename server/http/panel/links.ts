import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import { same } from '../guards.js';

/** Links to media that a page may fetch by itself, without a token: each names one thing and ends by itself. */
export interface Links {
  /** `path` as it will be asked for, percent-encoded, without a query. */
  sign(path: string): string;
  /** Whether this is such a link, unchanged and in its time. */
  isValid(url: string): boolean;
}

export const MEDIA_PREFIX = '/_loci/media/';
/** Long enough to watch a recording from one link. */
const LIFETIME_MS = 60 * 60_000;
/** Links made within the same time are the same, so that a page shows a picture it has. */
const STEP_MS = 10 * 60_000;

/** The key is made here and leaves this process only in what it signs. */
export function createLinks(clock: Clock): Links {
  const key = randomBytes(32);
  const signatureOf = (path: string, expires: string): string =>
    createHmac('sha256', key).update(`${expires}\n${path}`).digest('hex');

  return {
    sign(path) {
      const expires = String(Math.ceil(clock.now() / STEP_MS) * STEP_MS + LIFETIME_MS);
      return `${path}?expires=${expires}&signature=${signatureOf(path, expires)}`;
    },
    isValid(url) {
      const parts = /^(\/[^?#]*)\?expires=(\d{1,15})&signature=([0-9a-f]{64})$/.exec(url);
      const [, path = '', expires = '', signature = ''] = parts ?? [];
      if (!parts || !path.startsWith(MEDIA_PREFIX)) return false;
      return same(signature, signatureOf(path, expires)) && Number(expires) > clock.now();
    },
  };
}
