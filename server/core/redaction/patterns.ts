/** What kind of secret was blacked out. */
export type SecretKind =
  | 'aws-key'
  | 'azure-key'
  | 'google-key'
  | 'github-token'
  | 'gitlab-token'
  | 'slack-token'
  | 'slack-webhook'
  | 'api-key'
  | 'stripe-key'
  | 'npm-token'
  | 'huggingface-token'
  | 'telegram-token'
  | 'jwt'
  | 'bearer-token'
  | 'private-key'
  | 'password'
  | 'card'
  | 'iban';

/** A pattern whose named group `secret` (or whole match) is blacked out. Every quantifier is bounded or cannot overlap its neighbours. */
export interface SecretPattern {
  kind: SecretKind;
  pattern: RegExp;
  /** Further proof that a match is what it looks like. */
  holds?: (secret: string) => boolean;
}

const START = '(?<![A-Za-z0-9_])';
const END = '(?![A-Za-z0-9_])';
const token = (source: string): RegExp => new RegExp(`${START}(?:${source})${END}`, 'g');

export const PATTERNS: readonly SecretPattern[] = [
  { kind: 'aws-key', pattern: token('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}') },
  { kind: 'aws-key', pattern: /aws.{0,20}?secret.{0,20}?["'=:\s]{1,5}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi },
  { kind: 'azure-key', pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,100}={0,2})/g },
  { kind: 'google-key', pattern: token('AIza[A-Za-z0-9_-]{35}') },
  { kind: 'google-key', pattern: token('GOCSPX-[A-Za-z0-9_-]{20,40}') },
  { kind: 'github-token', pattern: token('gh[pousr]_[A-Za-z0-9]{36,255}') },
  { kind: 'github-token', pattern: token('github_pat_[A-Za-z0-9_]{22,255}') },
  { kind: 'gitlab-token', pattern: token('gl(?:pat|dt|rt|cbt|ptt|ft)-[A-Za-z0-9_-]{20,64}') },
  { kind: 'slack-webhook', pattern: /https:\/\/hooks\.slack\.com\/services\/(?<secret>[A-Za-z0-9_/]{20,100})/g },
  { kind: 'slack-token', pattern: token('xox[abeoprs]-[A-Za-z0-9-]{10,250}') },
  { kind: 'slack-token', pattern: token('xapp-[A-Za-z0-9-]{10,250}') },
  { kind: 'stripe-key', pattern: token('(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,250}') },
  { kind: 'stripe-key', pattern: token('whsec_[A-Za-z0-9]{24,64}') },
  {
    kind: 'api-key',
    pattern: token('sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{2,10}-|or-v1-)?[A-Za-z0-9_-]{20,250}'),
    holds: hasDigit,
  },
  { kind: 'npm-token', pattern: token('npm_[A-Za-z0-9]{36}') },
  { kind: 'huggingface-token', pattern: token('hf_[A-Za-z0-9]{30,40}') },
  { kind: 'telegram-token', pattern: token('[0-9]{8,10}:AA[A-Za-z0-9_-]{33}') },
  { kind: 'jwt', pattern: token('eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{10,8000}\\.[A-Za-z0-9_-]{10,2000}') },
  { kind: 'bearer-token', pattern: /\bBearer\s{1,3}(?<secret>[A-Za-z0-9._~+/-]{20,2000}={0,2})/gi, holds: hasDigit },
  // Only the password goes; host and user stay useful.
  {
    kind: 'password',
    pattern: /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{0,100}:(?<secret>[^\s@/]{1,200})@/gi,
    holds: isNotPlaceholder,
  },
  {
    kind: 'password',
    pattern:
      /(?:pass(?:word|wd|phrase|code)?|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|private[_-]?key|token)["']?\s{0,3}(?:=|:|\bis\b)\s{0,3}["']?(?<secret>[^\s"'`,;<>()[\]{}]{6,200})/gi,
    holds: looksChosen,
  },
  {
    kind: 'password',
    pattern: /(?:密码|口令|パスワード)\s{0,3}(?:是|为|は|[:=：])\s{0,3}(?<secret>[!-~]{6,200})/g,
    holds: isNotPlaceholder,
  },
  { kind: 'card', pattern: /(?<![\d.,/-])[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\d/-])/g, holds: isCard },
  { kind: 'card', pattern: /(?<![\d.,/-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\d/-])/g, holds: isCard },
  {
    kind: 'iban',
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    holds: isIban,
  },
];

function hasDigit(secret: string): boolean {
  return /\d/.test(secret);
}

/** `env:NAME`, `${NAME}`, `***`, `your-password`, and what is redacted already are names or gaps, not secrets. */
function isNotPlaceholder(secret: string): boolean {
  return (
    !/^(?:env:|\$|%|\*{2,}|x{3,}$|\.{3}|redacted|your[-_ ]|example|placeholder|changeme$|undefined$|null$|none$)/i.test(
      secret,
    ) && !secret.includes('[redacted')
  );
}

/** A word that a person chose as a password mixes kinds of characters; an ordinary word after `token:` does not. */
function looksChosen(secret: string): boolean {
  if (!isNotPlaceholder(secret) || isIdentifier(secret)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(secret.replace(/[.!?:]$/, '')));
  return kinds.length >= 3 || (kinds.length === 2 && /\d/.test(secret));
}

/** UUIDs, git hashes and `dotted.code.paths` are not secrets. */
function isIdentifier(secret: string): boolean {
  return (
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(secret) ||
    /^[0-9a-f]{7,64}$/i.test(secret) ||
    /^[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,10}$/.test(secret)
  );
}

/** Luhn's check over 13 to 19 digits, not all alike. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(text: string): boolean {
  const compact = text.replace(/ /g, '');
  if (compact.length < 15 || compact.length > 34) return false;
  const moved = compact.slice(4) + compact.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
