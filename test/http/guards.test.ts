import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { judge, type GuardRules } from '../../server/http/guards.js';

const RULES: GuardRules = { allowedHosts: [], allowedOrigins: [], token: null, serviceToken: 'service-token' };
const PORT = 8765;

function verdict(
  headers: [string, string][],
  rules: Partial<GuardRules> = {},
  method = 'POST',
  url = '/api/v1/memories',
): boolean {
  const request = {
    method,
    url,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: headers.flat(),
    socket: { localPort: PORT },
  } as unknown as IncomingMessage;
  return judge(request, { ...RULES, ...rules }).allowed;
}

const HOST: [string, string] = ['Host', `127.0.0.1:${PORT}`];

describe('Host', () => {
  it.each([`127.0.0.1:${PORT}`, `localhost:${PORT}`, `LOCALHOST:${PORT}`, `[::1]:${PORT}`])('is ours: %s', (host) => {
    expect(verdict([['Host', host]])).toBe(true);
  });

  it.each([
    'evil.example',
    `evil.example:${PORT}`,
    `127.0.0.1.nip.io:${PORT}`,
    `localhost.evil.example:${PORT}`,
    '127.0.0.1:9999',
    '127.0.0.1',
    'localhost',
    `127.0.0.1:${PORT}:${PORT}`,
    `user@127.0.0.1:${PORT}`,
    `127.0.0.1:${PORT}/`,
    `0.0.0.0:${PORT}`,
    '',
  ])('is refused: %s', (host) => {
    expect(verdict([['Host', host]])).toBe(false);
  });

  it('is refused when missing or doubled', () => {
    expect(verdict([])).toBe(false);
    expect(verdict([HOST, HOST])).toBe(false);
  });

  it('of another loopback port passes with the token only (port forwarding)', () => {
    expect(
      verdict([
        ['Host', 'localhost:12345'],
        ['X-Loci-Token', 'service-token'],
      ]),
    ).toBe(true);
    expect(
      verdict([
        ['Host', 'localhost:12345'],
        ['X-Loci-Token', 'wrong'],
      ]),
    ).toBe(false);
    expect(
      verdict([
        ['Host', 'evil.example:12345'],
        ['X-Loci-Token', 'service-token'],
      ]),
    ).toBe(false);
  });

  it('passes when listed', () => {
    expect(verdict([['Host', 'loci.internal:443']], { allowedHosts: ['loci.internal'] })).toBe(true);
  });
});

describe('Origin', () => {
  it.each([`http://127.0.0.1:${PORT}`, 'vscode-webview://0a1b2c3d-dead-beef', 'VSCODE-webview://abc123'])(
    'is ours: %s',
    (origin) => {
      expect(verdict([HOST, ['Origin', origin]])).toBe(true);
    },
  );

  it.each([
    'https://evil.example',
    'null',
    'http://localhost:5173',
    `http://localhost:${PORT}`,
    `https://127.0.0.1:${PORT}`,
    `http://127.0.0.1:${PORT}.evil.example`,
    'http://vscode-webview.evil.example',
    'vscode-webview://abc.evil.example',
    'vscode-webview://abc:80',
    'xvscode-webview://abc',
    'https://vscode-webview//abc',
    'chrome-extension://x',
    '',
  ])('is refused: %s', (origin) => {
    expect(verdict([HOST, ['Origin', origin]])).toBe(false);
  });

  it('on the list passes whatever Sec-Fetch-Site says; compared whole', () => {
    const rules = { allowedOrigins: ['https://ui.example'] };
    expect(verdict([HOST, ['Origin', 'https://ui.example'], ['Sec-Fetch-Site', 'cross-site']], rules)).toBe(true);
    expect(verdict([HOST, ['Origin', 'https://ui.example.evil']], rules)).toBe(false);
    expect(verdict([HOST, ['Origin', 'http://ui.example']], rules)).toBe(false);
  });

  it('absent: the browser says what kind of request it is', () => {
    expect(verdict([HOST, ['Sec-Fetch-Site', 'cross-site']], {}, 'GET')).toBe(false);
    expect(verdict([HOST, ['Sec-Fetch-Site', 'same-site']], {}, 'GET')).toBe(false);
    expect(verdict([HOST, ['Sec-Fetch-Site', 'none']], {}, 'GET')).toBe(true);
    expect(verdict([HOST, ['Sec-Fetch-Site', 'same-origin']], {}, 'GET')).toBe(true);
  });
});

describe('Token', () => {
  const rules = { token: 'team-token' };

  it('is required on every route once set, as header or Bearer', () => {
    expect(verdict([HOST], rules)).toBe(false);
    expect(verdict([HOST, ['X-Loci-Token', 'team-token']], rules)).toBe(true);
    expect(verdict([HOST, ['Authorization', 'Bearer team-token']], rules)).toBe(true);
    expect(verdict([HOST, ['Authorization', 'Bearer team-toke']], rules)).toBe(false);
  });

  it('is not asked of the hello, which proves the service to the client first', () => {
    expect(verdict([HOST], rules, 'GET', '/_loci/hello?challenge=ab')).toBe(true);
    expect(verdict([HOST], rules, 'GET', '/_loci/hello/../status')).toBe(false);
  });
});
