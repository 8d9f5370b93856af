import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { parseJson, readBody } from '../../server/http/body.js';

function request(bytes: Buffer, headers: Record<string, string> = {}): IncomingMessage {
  return Object.assign(Readable.from([bytes]), { headers }) as unknown as IncomingMessage;
}

describe('readBody', () => {
  it('reads plain and gzip bodies', async () => {
    expect(await readBody(request(Buffer.from('abc')), 10)).toEqual({ kind: 'bytes', bytes: Buffer.from('abc') });
    const packed = request(gzipSync('abc'), { 'content-encoding': 'gzip' });
    expect(await readBody(packed, 10)).toEqual({ kind: 'bytes', bytes: Buffer.from('abc') });
  });

  it('stops at the limit of the unpacked size: a gzip bomb is refused', async () => {
    const bomb = request(gzipSync(Buffer.alloc(5_000_000)), { 'content-encoding': 'gzip' });
    expect(await readBody(bomb, 1_000_000)).toEqual({ kind: 'tooLarge' });
  });

  it('refuses unknown encodings and broken gzip', async () => {
    expect(await readBody(request(Buffer.from('x'), { 'content-encoding': 'br' }), 10)).toEqual({ kind: 'broken' });
    expect(await readBody(request(Buffer.from('x'), { 'content-encoding': 'gzip' }), 10)).toEqual({ kind: 'broken' });
  });
});

describe('parseJson', () => {
  const parse = (text: string) => parseJson(Buffer.from(text));

  it('takes an empty body for none', () => {
    expect(parse('')).toEqual({ ok: true, value: undefined });
    expect(parse(' \n')).toEqual({ ok: true, value: undefined });
  });

  it('reports where JSON breaks', () => {
    expect(parse('{"a": 1,}')).toMatchObject({ ok: false, offset: 8 });
    expect(parse('{"a": nope}')).toMatchObject({ ok: false });
  });

  it('repairs text that cannot be kept: NUL and lone surrogates', () => {
    expect(parse('{"a":["x\\u0000y","\\ud800"]}')).toEqual({ ok: true, value: { a: ['x\uFFFDy', '\uFFFD'] } });
    expect(parse('"\\udfff"')).toEqual({ ok: true, value: '\uFFFD' });
  });

  it('drops __proto__ keys at every level', () => {
    const result = parse('{"__proto__":{"x":1},"a":{"__proto__":{"y":1}}}');
    expect(result).toEqual({ ok: true, value: { a: {} } });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('refuses absurd depth and number of values, and bytes that are not UTF-8', () => {
    expect(parse('['.repeat(200_000) + ']'.repeat(200_000))).toMatchObject({ ok: false });
    expect(parse(`[${'0,'.repeat(600_000)}0]`)).toMatchObject({ ok: false });
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ ok: false });
  });
});
