import { describe, expect, it } from 'vitest';
import { redactJson, redactSecrets } from '../../../server/core/redaction/redact.js';

/** Built from parts, so that no file holds anything that looks like a real key. */
const alnum = (length: number) => 'aB3dE6gH9jK2'.repeat(30).slice(0, length);
const upper = (length: number) => 'AB3DE6GH9JK2'.repeat(3).slice(0, length);
const key = (title: string, body: string) =>
  [`-----BEGIN ${title}`, `PRIVATE KEY-----\n${body}\n-----END ${title}`, 'PRIVATE KEY-----']
    .join(' ')
    .replaceAll('  ', ' ');

const SECRETS: [string, string, string][] = [
  ['aws-key', 'AWS access key', ['AK', 'IA', upper(16)].join('')],
  ['aws-key', 'AWS secret key', alnum(40)],
  ['google-key', 'Google key', ['AI', 'za', alnum(35)].join('')],
  ['github-token', 'GitHub token', ['gh', 'p_', alnum(36)].join('')],
  ['github-token', 'GitHub fine-grained', ['github', '_pat_', alnum(40)].join('')],
  ['gitlab-token', 'GitLab token', ['gl', 'pat-', alnum(20)].join('')],
  ['slack-token', 'Slack token', ['xo', 'xb-', '123456789012-', alnum(24)].join('')],
  ['stripe-key', 'Stripe key', ['sk', '_live_', alnum(24)].join('')],
  ['api-key', 'OpenAI key', ['s', 'k-', alnum(48)].join('')],
  ['api-key', 'OpenAI project key', ['s', 'k-proj-', alnum(60)].join('')],
  ['api-key', 'Anthropic key', ['s', 'k-ant-api03-', alnum(60)].join('')],
  ['npm-token', 'npm token', ['np', 'm_', alnum(36)].join('')],
  ['huggingface-token', 'Hugging Face', ['h', 'f_', alnum(34)].join('')],
  ['telegram-token', 'Telegram bot', ['12345678', ':AA', alnum(33)].join('')],
  ['jwt', 'JWT', [`eyJ${alnum(20)}`, `eyJ${alnum(40)}`, alnum(30)].join('.')],
];

const sentence = (label: string, secret: string) =>
  label === 'AWS secret key' ? `aws_secret_access_key = ${secret}\nnext` : `the ${label} (${secret}) works`;

describe('secrets are blacked out', () => {
  it.each(SECRETS)('%s: %s', (kind, label, secret) => {
    const { text, found } = redactSecrets(sentence(label, secret));
    expect(text).not.toContain(secret);
    expect(text).toContain(`[redacted:${kind}]`);
    expect(found).toEqual([kind]);
  });

  it('only the password of an address', () => {
    const { text } = redactSecrets(`postgres://app:${['hun', 'ter2'].join('')}@db.internal:5432/shop`);
    expect(text).toBe('postgres://app:[redacted:password]@db.internal:5432/shop');
  });

  it.each([
    'password: ',
    'Passwort/password = ',
    'DB_PASSWORD=',
    '"api_key": "',
    "client_secret='",
    'my password is ',
    '密码：',
    'token=',
  ])('after %s', (label) => {
    const secret = ['Tr0ub', '4dor&3'].join('');
    expect(redactSecrets(`${label}${secret}`).text).toBe(`${label}[redacted:password]`);
  });

  it('bearer tokens', () => {
    expect(redactSecrets(`Authorization: Bearer ${alnum(40)}`).text).not.toContain(alnum(40));
  });

  it('private keys, also cut off, with what stands around them kept', () => {
    const body = `${alnum(64)}\n${alnum(64)}`;
    expect(redactSecrets(`before ${key('RSA', body)} after`).text).toBe('before [redacted:private-key] after');
    const cut = key('OPENSSH', body).split('-----END')[0] ?? '';
    expect(redactSecrets(`x ${cut}`).text).toBe('x [redacted:private-key]\n');
  });

  it('payment cards and IBANs, with and without spaces', () => {
    expect(redactSecrets(['card 4242', '4242', '4242', '4242'].join(' ')).text).toBe('card [redacted:card]');
    expect(redactSecrets(['378282', '246310', '005'].join('')).text).toBe('[redacted:card]');
    expect(redactSecrets(['DE89', '3704', '0044', '0532', '0130', '00'].join(' ')).text).toBe('[redacted:iban]');
    expect(redactSecrets(['GB82', 'WEST', '1234', '5698', '7654', '32'].join('')).text).toBe('[redacted:iban]');
  });

  it('once: doing it again changes nothing', () => {
    for (const [, label, secret] of SECRETS) {
      const once = redactSecrets(`password=${secret} ${sentence(label, secret)}`).text;
      expect(redactSecrets(once)).toEqual({ text: once, found: [] });
    }
  });

  it('in metadata, also where only the key tells', () => {
    const secret = ['corr', 'ect9Horse'].join('');
    const clean = redactJson({ password: secret, list: [`pwd=${secret}`, { deep: 5 }], note: 'fine' });
    expect(clean).toEqual({
      password: '[redacted:password]',
      list: ['pwd=[redacted:password]', { deep: 5 }],
      note: 'fine',
    });
  });
});

describe('everything else stays', () => {
  it.each([
    'commit 3f786850e387550fdab836ed7e6dc881de23001b fixed it',
    'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'id 7f3e525b-cd80-40b0-b1c8-176b73e71499',
    'token: 7f3e525b-cd80-40b0-b1c8-176b73e71499',
    'call me at +49 170 1234567 or 555-0100',
    'epoch 1752111295 and 1752111295000',
    'password: required',
    'The password field is mandatory',
    'secret: nobody likes the soup',
    'token = await getToken()',
    'const token = request.headers.authorization',
    'api_key: env:OPENAI_API_KEY',
    'password=${DB_PASSWORD}',
    'http://localhost:8765/docs',
    'order 4242 4242 4242 4241 is no card',
    '爱吃西瓜',
    'sk-learn is a library, risk-averse too',
    'DE00 1234 is no account',
  ])('%s', (text) => {
    expect(redactSecrets(text)).toEqual({ text, found: [] });
  });
});

describe('hostile text', () => {
  it.each([
    'a',
    '1',
    '(',
    '-',
    '4',
    'A',
    ' ',
    'password=',
    'eyJ',
    '-----BEGIN RSA PRIVATE KEY-----',
    'x://',
    'aws secret ',
    'DE89 ',
  ])('of %s repeated a million characters is read to its end', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(typeof redactSecrets(text).text).toBe('string');
  });
});
