import type { Json } from '../../ports/json.js';
import { PATTERNS, type SecretKind, type SecretPattern } from './patterns.js';

export interface Redacted {
  text: string;
  /** Each kind once, in the order of discovery. */
  found: SecretKind[];
}

/** Deeper metadata is kept as it is: no caller can send it, see the HTTP body's limits. */
const MAX_DEPTH = 200;

/**
 * Blacks out secrets as `[redacted:<kind>]`: keys and tokens of known services, passwords in addresses and assignments,
 * private keys, payment cards, IBANs. Git hashes, UUIDs and ordinary numbers stay. Idempotent; linear in the text.
 */
export function redactSecrets(text: string): Redacted {
  const found = new Set<SecretKind>();
  let result = redactPrivateKeys(text, found);
  for (const pattern of PATTERNS) result = redactPattern(result, pattern, found);
  return { text: result, found: [...found] };
}

/** All strings of a JSON value, redacted; keys and structure stay. A value under a telling key is judged with its key. */
export function redactJson(value: Json, depth = 0): Json {
  if (typeof value === 'string') return redactSecrets(value).text;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactEntry(key, item, depth)]));
}

function redactEntry(key: string, item: Json, depth: number): Json {
  if (typeof item !== 'string') return redactJson(item, depth + 1);
  const label = `${key}: `;
  const { text } = redactSecrets(label + item);
  return text.startsWith(label) ? text.slice(label.length) : redactSecrets(item).text;
}

function redactPattern(text: string, { kind, pattern, holds }: SecretPattern, found: Set<SecretKind>): string {
  return text.replace(pattern, (...match) => {
    const [whole] = match as [string];
    const groups = match.at(-1) as { secret?: string } | string | undefined;
    const secret = typeof groups === 'object' ? (groups.secret ?? whole) : whole;
    if (secret.startsWith('[redacted:') || (holds && !holds(secret))) return whole;
    found.add(kind);
    const at = whole.lastIndexOf(secret);
    return `${whole.slice(0, at)}[redacted:${kind}]${whole.slice(at + secret.length)}`;
  });
}

const KEY_HEADER = '-----BEGIN ';
const KEY_TITLE = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/y;
const KEY_BODY = /[A-Za-z0-9+/=\s\\:,]*(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/y;

/** PEM blocks, with or without their end: an unfinished key is a secret too. */
function redactPrivateKeys(text: string, found: Set<SecretKind>): string {
  const parts: string[] = [];
  let kept = 0;
  for (let at = text.indexOf(KEY_HEADER); at !== -1; at = text.indexOf(KEY_HEADER, Math.max(kept, at + 1))) {
    const title = matchAt(KEY_TITLE, text, at);
    if (title === null) continue;
    const bodyStart = at + title.length;
    parts.push(text.slice(kept, at), '[redacted:private-key]');
    kept = bodyStart + (matchAt(KEY_BODY, text, bodyStart) ?? '').length;
    found.add('private-key');
  }
  return parts.join('') + text.slice(kept);
}

function matchAt(sticky: RegExp, text: string, at: number): string | null {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0] ?? null;
}
