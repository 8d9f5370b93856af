import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { originOf, proxyList, readAddress } from '../../server/http/address.js';

const from = (remoteAddress: string, headers: [name: string, value: string][], isEncrypted = false): IncomingMessage =>
  ({
    rawHeaders: headers.flat(),
    socket: { remoteAddress, ...(isEncrypted ? { encrypted: true } : {}) },
  }) as unknown as IncomingMessage;
const FORWARDED: [string, string][] = [
  ['Host', 'inner:8765'],
  ['X-Forwarded-Host', 'loci.example'],
  ['X-Forwarded-Proto', 'https'],
];
const seen = (request: IncomingMessage, networks: string[]): string =>
  originOf(readAddress(request, proxyList(networks)));

describe('how a request was addressed', () => {
  it('is what its own headers say, where no proxy is believed', () => {
    expect(seen(from('10.0.0.7', FORWARDED), [])).toBe('http://inner:8765');
    expect(seen(from('10.0.0.7', [['Host', 'a']], true), [])).toBe('https://a');
  });

  it.each(['10.0.0.7', '10.0.0.0/8'])('is what a proxy of %s says', (network) => {
    expect(seen(from('::ffff:10.0.0.7', FORWARDED), [network])).toBe('https://loci.example');
  });

  it('is not what anybody else claims', () => {
    expect(seen(from('10.0.0.8', FORWARDED), ['10.0.0.7'])).toBe('http://inner:8765');
    expect(seen(from('2001:db8::1', FORWARDED), ['2001:db8::/32'])).toBe('https://loci.example');
    expect(seen(from('2001:db9::1', FORWARDED), ['2001:db8::/32'])).toBe('http://inner:8765');
  });

  it('is what the nearest proxy added, not what came before it', () => {
    const chained: [string, string][] = [
      ['Host', 'inner'],
      ['X-Forwarded-Host', 'forged.example, loci.example'],
    ];
    expect(seen(from('10.0.0.7', chained), ['10.0.0.7'])).toBe('http://loci.example');
  });

  it('is unknown where there is no Host, or two', () => {
    expect(readAddress(from('10.0.0.7', []), null).host).toBeNull();
    expect(
      readAddress(
        from('10.0.0.7', [
          ['Host', 'a'],
          ['host', 'b'],
        ]),
        null,
      ).host,
    ).toBeNull();
  });
});
