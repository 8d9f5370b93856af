import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import { same } from '../guards.js';

/** Links to media that a page may fetch by itself, without a token: each names one thing and ends by itself. */
export interface Links {
  /** `path` as it will be asked for, percent-encoded, without a query; `userId` of whose it is, where that is said. */
  sign(path: string, userId: string | null): string;
  /** Whether this is such a link, unchanged and in its time. */
  isValid(url: string): boolean;
  /** Whose thing a valid link names; null = nobody said. */
  userOf(url: string): string | null;
}

export const MEDIA_PREFIX = '/_loci/media/';
/** Long enough to watch a recording from one link. */
const LIFETIME_MS = 60 * 60_000;
/** Links made within the same time are the same, so that a page shows a picture it has. */
const STEP_MS = 10 * 60_000;

const LINK = /^(\/[^?#]*)\?user=([0-9a-f-]*)&expires=(\d{1,15})&signature=([0-9a-f]{64})$/;

/** The key is made here and leaves this process only in what it signs. */
export function createLinks(clock: Clock): Links {
  const key = randomBytes(32);
  const signatureOf = (path: string, user: string, expires: string): string =>
    createHmac('sha256', key).update(`${expires}\n${user}\n${path}`).digest('hex');

  return {
    sign(path, userId) {
      const expires = String(Math.ceil(clock.now() / STEP_MS) * STEP_MS + LIFETIME_MS);
      const user = userId ?? '';
      return `${path}?user=${user}&expires=${expires}&signature=${signatureOf(path, user, expires)}`;
    },
    isValid(url) {
      const parts = LINK.exec(url);
      const [, path = '', user = '', expires = '', signature = ''] = parts ?? [];
      if (!parts || !path.startsWith(MEDIA_PREFIX)) return false;
      return same(signature, signatureOf(path, user, expires)) && Number(expires) > clock.now();
    },
    userOf: (url) => LINK.exec(url)?.[2] || null,
  };
}
