import { describe, expect, it } from 'vitest';
import { callbackHeadersProblem } from '../../../server/core/memory/callbackHeaders.js';

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
