import type { SecretPattern } from './patterns.js';

/** Names of secrets that people choose; what follows them may be any word. */
const PASSWORD =
  'password|passwd|passphrase|passcode|pwd|(?<![a-z])pass(?!\\W{1,4}\\d+\\b)|passwort|kennwort|contraseña|senha|mot de passe|wachtwoord|пароль|hasło|비밀번호|密码|密碼|口令|パスワード';
/** Names of secrets that machines make; what follows them looks made. */
const KEY =
  'secret(?:[_-]?(?:access)?[_-]?key)?|api[ _-]?(?:key|token|secret)|access[ _-]?(?:key|token)|auth[ _-]?token|refresh[ _-]?token|session[ _-]?token|client[ _-]?secret|private[ _-]?key';
/** The word has other meanings, and ids are often called so. */
const TOKEN = 'token';

/** `=`, `:`, `is` and their like, with the marks of quotes and Markdown around them. */
const SIGN = `["'*_\`]{0,3}\\s{0,3}(?:[=:：]|\\bis\\b|\\bist\\b|\\bes\\b|\\best\\b|是|为|は)["'*_\`]{0,3}\\s{0,3}`;
const VALUE = '[^\\s"\'`,;<>()[\\]{}]';
/** A value ends where it is closed; before an opening bracket it was code: `getToken()`, `tokens[0]`. */
const CLOSED = '(?=[\\s"\'`,;<>)\\]}]|$)';

const after = (labels: string, value: string): RegExp => new RegExp(`(?:${labels})${SIGN}${value}`, 'giu');

/** Values that only their place gives away. */
export const ASSIGNMENTS: readonly SecretPattern[] = [
  { kind: 'bearer-token', pattern: /\bBearer\s{1,3}(?<secret>[A-Za-z0-9._~+/-]{20,2000}={0,2})/gi, holds: hasDigit },
  {
    kind: 'password',
    pattern: /\bAuthorization["']?\s{0,3}[=:]\s{0,3}["']?Basic\s{1,3}(?<secret>[A-Za-z0-9+/]{8,500}={0,2})/gi,
  },
  // Only the password goes; host and user stay useful. A password may hold an `@`; one with a `/` is found by the second.
  {
    kind: 'password',
    pattern: /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/[\]]{0,100}:(?<secret>[^\s/?#]{1,200})@/gi,
    holds: isNotPlaceholder,
  },
  {
    kind: 'password',
    pattern: /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/[\]]{0,100}:(?<secret>[^\s@]{1,200})@/gi,
    holds: (secret) => isNotPlaceholder(secret) && !/^\d{1,5}(?:[/?#]|$)/.test(secret),
  },
  { kind: 'password', pattern: after(PASSWORD, `["'\`](?<secret>[^\\r\\n"'\`]{4,200})(?=["'\`])`), holds: isLiteral },
  { kind: 'password', pattern: after(PASSWORD, `["'\`]?(?<secret>${VALUE}{4,200})${CLOSED}`), holds: isChosen },
  {
    kind: 'password',
    pattern: after(KEY, `["'\`]?(?<secret>${VALUE}{8,500})${CLOSED}`),
    holds: (secret) => isMade(secret) || isHexadecimalKey(secret),
  },
  { kind: 'password', pattern: after(TOKEN, `["'\`]?(?<secret>${VALUE}{8,500})${CLOSED}`), holds: isMade },
  {
    kind: 'password',
    pattern: new RegExp(`--(?:${PASSWORD}|${KEY}|${TOKEN})\\s{1,3}["']?(?<secret>${VALUE}{4,500})${CLOSED}`, 'giu'),
    holds: isChosen,
  },
  { kind: 'password', pattern: /\s-u\s{1,3}[^\s:[\]]{1,100}:(?<secret>[^\s"']{4,200})/g, holds: isChosen },
];

function hasDigit(secret: string): boolean {
  return /\d/.test(secret);
}

/** `env:NAME`, `${NAME}`, `***`, `your-password`, and what is redacted already are names or gaps, not secrets. */
function isNotPlaceholder(secret: string): boolean {
  return (
    !/^(?:env:|process\.env|os\.environ|\$|%|\*{2,}|x{3,}$|\.{3}|redacted|your[-_ ]|my[-_]|example|placeholder|changeme$|undefined$|null$|none$)/i.test(
      secret,
    ) && !secret.includes('[redacted')
  );
}

/** What stands after a password's name and is no password: types, states, the name itself. */
const DESCRIPTION =
  /^(?:pass|pwd|kennwort|contrase|senha|mot|secret|token|text|string|str|hidden|input|bool|true|false|number|int|any|required|optional|mandatory|missing|empty|invalid|incorrect|correct|wrong|expired|reset|changed|forgotten|unknown|strong|weak|enabled|disabled|\d+(?:\.\d+)+$)/i;

/** Quoted after a password's name: one word that describes nothing, or several that no sentence has. */
function isLiteral(secret: string): boolean {
  if (!isNotPlaceholder(secret) || DESCRIPTION.test(secret) || isPath(secret)) return false;
  return !/\s/.test(secret) || (hasDigit(secret) && kindsOf(secret) === 4);
}

/** Longer words of small letters alone are strung together. */
const LONGEST_PLAIN_WORD = 16;

/** A word that a person chose as a password mixes letters and digits or more, is all digits, or is no single word. */
function isChosen(secret: string): boolean {
  if (!isNotPlaceholder(secret) || isPath(secret)) return false;
  const core = secret.replace(/[.!?:]+$/, '');
  if (/^\d{4,}$/.test(core)) return true;
  if (/^[a-z]+$/.test(core)) return core.length >= LONGEST_PLAIN_WORD;
  return /\p{L}/u.test(core) && (hasDigit(core) || kindsOf(core) >= 3);
}

/** A key that a machine made: long and mixed and not put together from words and small numbers. */
function isMade(secret: string): boolean {
  if (!isNotPlaceholder(secret) || isPath(secret) || isIdentifier(secret)) return false;
  const core = secret.replace(/[.!?:]+$/, '');
  return hasDigit(core) ? kindsOf(core) >= 2 && /[A-Za-z]/.test(core) : kindsOf(core) >= 3 && /[^A-Za-z_.-]/.test(core);
}

/** At least 128 bits in hexadecimal, or a UUID: an id anywhere else, a key after a key's name. */
function isHexadecimalKey(secret: string): boolean {
  return /^[0-9a-f]{32,128}$/i.test(secret) || UUID.test(secret);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function kindsOf(secret: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(secret)).length;
}

/** UUIDs, git hashes, and names of code: `authToken2`, `tls-secret-2024`, `request.headers.auth`. */
function isIdentifier(secret: string): boolean {
  return (
    UUID.test(secret) ||
    /^[0-9a-f]{7,64}$/i.test(secret) ||
    /^[A-Za-z_$]{2,60}\d{0,4}(?:[._:/-](?:[A-Za-z_$]{1,60}\d{0,4}|\d{1,4})){0,20}$/.test(secret)
  );
}

function isPath(secret: string): boolean {
  return /^(?:~|\.{1,2})?\/|^[a-z]+(?:\/[\w.-]+)+$|^https?:/i.test(secret);
}
