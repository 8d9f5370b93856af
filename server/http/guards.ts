import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may call. Everything here is decided before a route is looked for, a body is read or a stream is upgraded. */
export interface GuardRules {
  /** Further names under which this service may be addressed, without port. */
  allowedHosts: readonly string[];
  /** Further origins whose pages may call, or `*` when the person wrote that. */
  allowedOrigins: readonly string[];
  /** Required on every route when set. */
  token: string | null;
  /** A valid one lets a request come through any loopback port (a forwarded one). */
  serviceToken: string;
  /** Signed links pass whichever page shows them and through any loopback port. */
  isSignedLink?: (request: IncomingMessage) => boolean;
  /** Pages that hold nothing by themselves. */
  isPanelPage?: (request: IncomingMessage) => boolean;
  /** A browser that the person sent here, in place of the token. */
  hasSession?: (request: IncomingMessage) => boolean;
}

export type Verdict =
  { allowed: true; corsOrigin: string | null } | { allowed: false; status: 401 | 403; reason: string };

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Decides about one request or upgrade from its headers and the socket it came in on. */
export function judge(request: IncomingMessage, rules: GuardRules): Verdict {
  const presented = presentedToken(request);
  const isTrusted =
    presented !== null &&
    (same(presented, rules.serviceToken) || (rules.token !== null && same(presented, rules.token)));
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const isLink = isReading && rules.isSignedLink?.(request) === true;
  const host = parseHost(request);
  if (!host || !isOurHost(host, request.socket.localPort, isTrusted || isLink, rules))
    return refuse('Host is not allowed');
  if (isLink) return { allowed: true, corsOrigin: null };
  const originVerdict = judgeOrigin(request, host, rules);
  if (!originVerdict.allowed) return originVerdict;
  const isPreflight = request.method === 'OPTIONS' && originVerdict.corsOrigin !== null;
  const isOpen = isHello(request) || (isReading && rules.isPanelPage?.(request) === true);
  if (rules.token !== null && !isTrusted && !isPreflight && !isOpen && rules.hasSession?.(request) !== true) {
    return { allowed: false, status: 401, reason: 'A token is required' };
  }
  return originVerdict;
}

/** The hello proves the service's identity to a client that must not yet send its token. */
function isHello(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.url ?? '').split('?')[0] === '/_loci/hello';
}

/** `X-Loci-Token`, or Bearer. */
export function presentedToken(request: IncomingMessage): string | null {
  const own = request.headers['x-loci-token'];
  if (typeof own === 'string') return own;
  const bearer = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '');
  return bearer?.[1] ?? null;
}

/** Compares in constant time whatever the lengths. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

interface Host {
  name: string;
  port: string;
}

/** The one Host header, parsed; null when it is missing, doubled or malformed. */
function parseHost(request: IncomingMessage): Host | null {
  const values = request.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'host',
  );
  const value = values[0];
  if (values.length !== 1 || value === undefined) return null;
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(value);
  return match?.[1] === undefined ? null : { name: match[1].toLowerCase(), port: match[2] ?? '80' };
}

function isOurHost(host: Host, localPort: number | undefined, isTrusted: boolean, rules: GuardRules): boolean {
  if (rules.allowedHosts.includes(host.name)) return true;
  return LOOPBACK_NAMES.has(host.name) && (isTrusted || host.port === String(localPort));
}

function judgeOrigin(request: IncomingMessage, host: Host, rules: GuardRules): Verdict {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined) {
    return site === undefined || site === 'same-origin' || site === 'none'
      ? { allowed: true, corsOrigin: null }
      : refuse('Cross-site requests are not allowed');
  }
  if (isListed(origin, rules.allowedOrigins)) return { allowed: true, corsOrigin: origin };
  if (isSameOrigin(origin, host, 'encrypted' in request.socket)) return { allowed: true, corsOrigin: null };
  return refuse('Origin is not allowed');
}

/** Parsed origins are compared, never prefixes. A VS Code webview's origin is one opaque label. */
function isListed(origin: string, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  if (/^vscode-webview:\/\/[a-z0-9-]{1,128}$/i.test(origin)) return true;
  const parsed = parseOrigin(origin);
  return parsed !== null && allowed.some((entry) => parseOrigin(entry) === parsed);
}

function isSameOrigin(origin: string, host: Host, isEncrypted: boolean): boolean {
  const url = tryUrl(origin);
  if (url?.protocol !== (isEncrypted ? 'https:' : 'http:')) return false;
  const port = url.port || (isEncrypted ? '443' : '80');
  return url.hostname.toLowerCase() === host.name && port === host.port;
}

function parseOrigin(text: string): string | null {
  const url = tryUrl(text);
  return url && url.origin !== 'null' ? url.origin : null;
}

function tryUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function refuse(reason: string): Verdict {
  return { allowed: false, status: 403, reason };
}
