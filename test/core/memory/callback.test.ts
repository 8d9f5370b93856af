import { describe, expect, it } from 'vitest';
import { callbackHeadersProblem, callbackUrlProblem } from '../../../server/core/memory/callback.js';

describe('a callback address', () => {
  it.each(['http://127.0.0.1:9000/hook', 'https://hooks.example/a?b=c', 'HTTPS://HOOKS.EXAMPLE'])(
    'may be %s',
    (url) => {
      expect(callbackUrlProblem(url)).toBeNull();
    },
  );

  it.each(['', 'hook', '/hook', 'ftp://hooks.example', 'file:///etc/passwd', 'javascript:alert(1)', 'http://'])(
    'may not be "%s"',
    (url) => {
      expect(callbackUrlProblem(url)).toBe('must be an http or https URL');
    },
  );

  it('may not carry a password or be endless', () => {
    expect(callbackUrlProblem('https://me:' + 'word@hooks.example/')).toContain('password');
    expect(callbackUrlProblem(`https://hooks.example/${'x'.repeat(3000)}`)).toContain('2048');
  });
});

describe('callback headers', () => {
  it('may be what a receiver wants to see', () => {
    expect(callbackHeadersProblem({ Authorization: 'Bearer token', 'X-Trace': 'a\tb é' })).toBeNull();
    expect(callbackHeadersProblem({})).toBeNull();
  });

  it.each(['Host', 'host', 'HOST', 'Content-Length', 'transfer-encoding', 'Connection'])('may not set %s', (name) => {
    expect(callbackHeadersProblem({ [name]: 'x' })).toBe(`must not set ${name}`);
  });

  it.each(['a\r\nHost: evil.example', 'a\nb', 'a\rb', 'a\0b', '漢'])('may not carry the value %j', (value) => {
    expect(callbackHeadersProblem({ 'X-Trace': value })).toContain('X-Trace');
  });

  it.each(['', 'a b', 'a:b', 'a\r\nb', 'é'])('may not have the name %j', (name) => {
    expect(callbackHeadersProblem({ [name]: 'x' })).toContain('names');
  });

  it('are not without number', () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x-${index}`, 'v']));
    expect(callbackHeadersProblem(many)).toContain('50');
  });
});
