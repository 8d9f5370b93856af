import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports/clock.js';

/** How a browser that the person sent here stays known: by a cookie, gained through a link that works once. */
export interface Sessions {
  /** For somebody who has shown the token; good once, for a minute. */
  createCode(): string;
  /** The `Set-Cookie` of a new session; null when the code is not good (any more). */
  redeem(code: string, request: IncomingMessage): string | null;
  isKnown(request: IncomingMessage): boolean;
}

const CODE_MS = 60_000;
const MOST_CODES = 100;
const MOST_SESSIONS = 200;
/** Cookies belong to a host whatever the port: the path keeps them from other local servers' pages. */
const COOKIE_PATH = '/_loci/panel';

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function createSessions(clock: Clock): Sessions {
  const codes = new Map<string, number>();
  const sessions = new Set<string>();

  return {
    createCode() {
      const code = randomBytes(32).toString('base64url');
      codes.set(digest(code), clock.now() + CODE_MS);
      dropOldest(codes, MOST_CODES);
      return code;
    },
    redeem(code, request) {
      const expires = codes.get(digest(code));
      codes.delete(digest(code));
      if (expires === undefined || expires <= clock.now()) return null;
      const session = randomBytes(32).toString('base64url');
      sessions.add(digest(session));
      dropOldest(sessions, MOST_SESSIONS);
      return `${cookieName(request)}=${session}; HttpOnly; SameSite=Strict; Path=${COOKIE_PATH}`;
    },
    isKnown(request) {
      const session = readCookie(request);
      return session !== null && sessions.has(digest(session));
    },
  };
}

function dropOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}

/** With the port, so that two services on one host do not take each other's. */
function cookieName({ socket }: IncomingMessage): string {
  return `loci_panel_${socket.localPort ?? 0}`;
}

function readCookie(request: IncomingMessage): string | null {
  const prefix = `${cookieName(request)}=`;
  const found = (request.headers.cookie ?? '').split(/; */).find((pair) => pair.startsWith(prefix));
  return found?.slice(prefix.length) ?? null;
}
