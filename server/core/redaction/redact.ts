import type { Json } from '../../ports/json.js';
import { findIbans } from './iban.js';
import { PATTERNS, type SecretKind, type SecretPattern } from './patterns.js';
import { findPrivateKeys } from './privateKey.js';

export interface Redacted {
  text: string;
  /** Each kind once, in the order of discovery. */
  found: SecretKind[];
}

/** No caller can send deeper metadata, see the HTTP body's limits; what is deeper all the same is dropped, not let through. */
const MAX_DEPTH = 200;

/**
 * Blacks out secrets as `[redacted:<kind>]`: keys and tokens of known services, passwords in addresses and assignments,
 * private keys, payment cards, IBANs. Git hashes, UUIDs and ordinary numbers stay. Idempotent; linear in the text.
 */
export function redactSecrets(text: string): Redacted {
  const found = new Set<SecretKind>();
  let result = redactSpans(text, 'private-key', findPrivateKeys(text), found);
  for (const pattern of PATTERNS) result = redactPattern(result, pattern, found);
  result = redactSpans(result, 'iban', findIbans(result), found);
  return { text: result, found: [...found] };
}

/** All strings of a JSON value, redacted; keys and structure stay. A value under a telling key is judged with its key. */
export function redactJson(value: Json): Json {
  return redactUnder(null, value, 0);
}

function redactUnder(key: string | null, value: Json, depth: number): Json {
  if (typeof value === 'string') return redactValue(key, value);
  if (typeof value === 'number') {
    const text = String(value);
    const clean = redactValue(key, text);
    return clean === text ? value : clean;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => redactUnder(key, item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactUnder(name, item, depth + 1)]));
}

function redactValue(key: string | null, value: string): string {
  if (key === null) return redactSecrets(value).text;
  const label = `${key}: `;
  const { text } = redactSecrets(label + value);
  return text.startsWith(label) ? text.slice(label.length) : redactSecrets(value).text;
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

function redactSpans(
  text: string,
  kind: SecretKind,
  spans: readonly [start: number, end: number][],
  found: Set<SecretKind>,
): string {
  const parts: string[] = [];
  let kept = 0;
  for (const [start, end] of spans.filter(([start]) => start >= kept)) {
    parts.push(text.slice(kept, start), `[redacted:${kind}]`);
    kept = end;
    found.add(kind);
  }
  return parts.join('') + text.slice(kept);
}
