import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Principal } from '../../core/people/acting.js';
import type { Clock } from '../../ports/clock.js';

/** How a browser that the person sent here stays known: by a cookie, gained through a link that works once. */
export interface Sessions {
  /** For somebody who has shown the token; good once, for a minute. */
  createCode(principal: Principal | null): string;
  /** The `Set-Cookie` of a new session; null when the code is not good (any more). */
  redeem(code: string, request: IncomingMessage): string | null;
  isKnown(request: IncomingMessage): boolean;
  /** Whose session it is: a person with a token, or (null) who runs the service. undefined = there is none. */
  principalOf(request: IncomingMessage): Principal | null | undefined;
}

const CODE_MS = 60_000;
const MOST_CODES = 100;
const MOST_SESSIONS = 200;
/** Cookies belong to a host whatever the port: the path keeps them from other local servers' pages. */
const COOKIE_PATH = '/_loci/panel';

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function createSessions(clock: Clock): Sessions {
  const codes = new Map<string, { expires: number; principal: Principal | null }>();
  const sessions = new Map<string, Principal | null>();
  const principalOf: Sessions['principalOf'] = (request) => {
    const session = readCookie(request);
    return session === null ? undefined : sessions.get(digest(session));
  };

  return {
    createCode(principal) {
      const code = randomBytes(32).toString('base64url');
      codes.set(digest(code), { expires: clock.now() + CODE_MS, principal });
      dropOldest(codes, MOST_CODES);
      return code;
    },
    redeem(code, request) {
      const known = codes.get(digest(code));
      codes.delete(digest(code));
      if (!known || known.expires <= clock.now()) return null;
      const session = randomBytes(32).toString('base64url');
      sessions.set(digest(session), known.principal);
      dropOldest(sessions, MOST_SESSIONS);
      return `${cookieName(request)}=${session}; HttpOnly; SameSite=Strict; Path=${COOKIE_PATH}`;
    },
    isKnown: (request) => principalOf(request) !== undefined,
    principalOf,
  };
}

function dropOldest(kept: Map<string, unknown>, most: number): void {
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
