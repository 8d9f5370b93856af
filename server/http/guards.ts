import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { readAddress } from './address.js';

/** Who may call. Everything here is decided before a route is looked for, a body is read or a stream is upgraded. */
export interface GuardRules {
  /** Further names under which this service may be addressed, without port. */
  allowedHosts: readonly string[];
  /** Further origins whose pages may call, or `*` when the person wrote that. */
  allowedOrigins: readonly string[];
  /** Required on every route when set. */
  token: string | null;
  /** Proxies that are believed about the requests they pass on. */
  proxies?: BlockList | null;
  /** Everybody shows a token of their own, or that of the service. */
  needsUser?: boolean;
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
  /** `needsUser`: nothing was shown that lets in by itself; whose token it is is still to be found. */
  | { allowed: true; corsOrigin: string | null; needsUser: boolean }
  | { allowed: false; status: 401 | 403; reason: string };

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Decides about one request or upgrade from its headers and the socket it came in on. */
export function judge(request: IncomingMessage, rules: GuardRules): Verdict {
  const presented = presentedToken(request);
  const isTrusted =
    presented !== null &&
    (same(presented, rules.serviceToken) || (rules.token !== null && same(presented, rules.token)));
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const isLink = isReading && rules.isSignedLink?.(request) === true;
  const address = readAddress(request, rules.proxies ?? null);
  const host = parseHost(address.host, address.isEncrypted);
  if (!host || !isOurHost(host, request.socket.localPort, isTrusted || isLink, rules))
    return refuse('Host is not allowed');
  if (isLink) return { allowed: true, corsOrigin: null, needsUser: false };
  const originVerdict = judgeOrigin(request, host, address.isEncrypted, rules);
  if (!originVerdict.allowed) return originVerdict;
  const isPreflight = request.method === 'OPTIONS' && originVerdict.corsOrigin !== null;
  const isOpen = isHello(request) || (isReading && rules.isPanelPage?.(request) === true);
  if (isTrusted || isPreflight || isOpen || rules.hasSession?.(request) === true) return originVerdict;
  if (rules.needsUser === true) return { ...originVerdict, needsUser: true };
  return rules.token === null ? originVerdict : { allowed: false, status: 401, reason: 'A token is required' };
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

/** A Host header, parsed; null when there is none, or it is malformed. */
function parseHost(value: string | null, isEncrypted: boolean): Host | null {
  if (value === null) return null;
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(value);
  return match?.[1] === undefined
    ? null
    : { name: match[1].toLowerCase(), port: match[2] ?? (isEncrypted ? '443' : '80') };
}

function isOurHost(host: Host, localPort: number | undefined, isTrusted: boolean, rules: GuardRules): boolean {
  if (rules.allowedHosts.includes(host.name)) return true;
  return LOOPBACK_NAMES.has(host.name) && (isTrusted || host.port === String(localPort));
}

function judgeOrigin(request: IncomingMessage, host: Host, isEncrypted: boolean, rules: GuardRules): Verdict {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined) {
    return site === undefined || site === 'same-origin' || site === 'none'
      ? { allowed: true, corsOrigin: null, needsUser: false }
      : refuse('Cross-site requests are not allowed');
  }
  if (isListed(origin, rules.allowedOrigins)) return { allowed: true, corsOrigin: origin, needsUser: false };
  if (isSameOrigin(origin, host, isEncrypted)) return { allowed: true, corsOrigin: null, needsUser: false };
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
