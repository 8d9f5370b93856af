import { ASSIGNMENTS } from './assignments.js';

/** What kind of secret was blacked out. */
export type SecretKind =
  | 'aws-key'
  | 'azure-key'
  | 'google-key'
  | 'github-token'
  | 'gitlab-token'
  | 'slack-token'
  | 'slack-webhook'
  | 'discord-webhook'
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

const START = '(?<![A-Za-z0-9])';
const END = '(?![A-Za-z0-9_])';
const token = (source: string): RegExp => new RegExp(`${START}(?:${source})${END}`, 'g');
const hasDigits =
  (fewest: number) =>
  (secret: string): boolean =>
    (secret.match(/\d/g)?.length ?? 0) >= fewest;

/** Tokens that their own form gives away. */
const TOKENS: readonly SecretPattern[] = [
  { kind: 'aws-key', pattern: token('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}') },
  {
    kind: 'aws-key',
    pattern: /aws[^\r\n[\]]{0,20}?secret[^\r\n[\]]{0,20}?["'=:\s]{1,5}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
  },
  {
    kind: 'azure-key',
    pattern: /(?:AccountKey|SharedAccessKey)["']?\s{0,3}[=:]\s{0,3}["']?(?<secret>[A-Za-z0-9+/]{40,100}={0,2})/g,
  },
  { kind: 'azure-key', pattern: /[?&]sig=(?<secret>[A-Za-z0-9+/%]{40,120}={0,2})/g },
  { kind: 'azure-key', pattern: token('[A-Za-z0-9_~.-]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}') },
  { kind: 'google-key', pattern: token('AIza[A-Za-z0-9_-]{35}') },
  { kind: 'google-key', pattern: token('GOCSPX-[A-Za-z0-9_-]{20,40}') },
  { kind: 'google-key', pattern: token('ya29\\.[A-Za-z0-9_-]{30,1000}') },
  { kind: 'google-key', pattern: token('1//0[A-Za-z0-9_-]{40,250}') },
  { kind: 'github-token', pattern: token('gh[pousr]_[A-Za-z0-9]{36,255}') },
  { kind: 'github-token', pattern: token('github_pat_[A-Za-z0-9_]{22,255}') },
  { kind: 'gitlab-token', pattern: token('gl(?:pat|dt|rt|cbt|ptt|ft)-[A-Za-z0-9_.-]{19,299}[A-Za-z0-9_-]') },
  {
    kind: 'slack-webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9_/]{20,200})/g,
  },
  {
    kind: 'discord-webhook',
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{15,21}\/(?<secret>[A-Za-z0-9_-]{50,100})/g,
  },
  { kind: 'slack-token', pattern: token('xox[abcdeoprs](?:\\.xox[a-z])?-[A-Za-z0-9-]{10,500}'), holds: hasDigits(3) },
  { kind: 'slack-token', pattern: token('xapp-[A-Za-z0-9-]{10,250}'), holds: hasDigits(3) },
  { kind: 'stripe-key', pattern: token('(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,250}') },
  { kind: 'stripe-key', pattern: token('whsec_[A-Za-z0-9]{24,64}') },
  {
    kind: 'api-key',
    pattern: token('sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{2,10}-|or-v1-)?[A-Za-z0-9_-]{20,250}'),
    holds: hasDigits(3),
  },
  { kind: 'api-key', pattern: token('pypi-[A-Za-z0-9_-]{50,500}') },
  { kind: 'api-key', pattern: token('SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}') },
  { kind: 'api-key', pattern: token('do[oprt]_v1_[a-f0-9]{64}') },
  { kind: 'npm-token', pattern: token('npm_[A-Za-z0-9]{36}') },
  { kind: 'huggingface-token', pattern: token('hf_[A-Za-z0-9]{30,40}') },
  { kind: 'telegram-token', pattern: /(?<!\d)[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  {
    kind: 'jwt',
    pattern: token('eyJ[A-Za-z0-9_-]{10,1000}(?:\\.[A-Za-z0-9_-]{10,8000}){2}(?:\\.[A-Za-z0-9_-]{10,8000}){0,2}'),
  },
];

/** Payment cards as they are written: in fours, or 4-6-4 and 4-6-5. The rest of an identifier or a decimal is none. */
const CARDS: readonly SecretPattern[] = [
  /(?<![\w.,/-])[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?!-?\d|[A-Za-z_])/g,
  /(?<![\w.,/-])3\d{3}[ -]?\d{6}[ -]?\d{4,5}(?!-?\d|[A-Za-z_])/g,
].map((pattern) => ({ kind: 'card', pattern, holds: isCard }));

export const PATTERNS: readonly SecretPattern[] = [...TOKENS, ...ASSIGNMENTS, ...CARDS];

/** Lengths that the networks issue after their first digits: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro. */
const NETWORKS =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{11,17})$/;

/** A number of a known network that fulfils Luhn's check. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (!NETWORKS.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
