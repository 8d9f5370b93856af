import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startFakeMediaServer, type FakeMediaServer } from '../support/fakeMediaServer.js';
import { startFakeS3, type FakeS3 } from '../support/fakeS3.js';
import { startService, type TestService } from '../support/service.js';

let service: TestService;
let server: FakeMediaServer;
let s3: FakeS3;
beforeEach(async () => {
  server = await startFakeMediaServer();
  s3 = await startFakeS3();
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  await service.close();
  await server.close();
  await s3.close();
  vi.unstubAllEnvs();
});

async function open(media: { maxBytes?: number } = {}): Promise<void> {
  service = await startService({
    media: {
      speech: { baseUrl: server.url, model: 'm', apiKey: null },
      sharedPlace: { kind: 's3', bucket: 'loci', prefix: 'made', endpoint: s3.url },
      ...media,
    },
    deliveryPace: { firstMs: 20, longestMs: 50 },
  });
}
const speak = async (text = 'Hello there'): Promise<string> =>
  (await service.call('POST', '/api/v1/media/voice', { text })).body.audio_url;
const keyOf = (url: string): string => url.replace('/assets', 'made');
const audio = (): string[] => [...s3.objects.keys()].filter((key) => key.startsWith('made/audio/'));

describe('generated media in a bucket', () => {
  it('are there when the request is answered, and come from there as from a folder', async () => {
    await open();
    const url = await speak();
    const bytes = s3.objects.get(keyOf(url))!.bytes;
    expect(bytes.length).toBeGreaterThan(1000);
    const whole = await service.fetch(url);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'last-modified': expect.stringMatching(/GMT$/),
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const etag = whole.headers.get('etag')!;
    const part = async (range: string, headers = {}): Promise<unknown[]> => {
      const answer = await service.fetch(url, { headers: { range, ...headers } });
      const content = Buffer.from(await answer.arrayBuffer());
      return [answer.status, answer.headers.get('content-range'), content.toString('hex')];
    };
    const size = bytes.length;
    const hex = (start: number, end?: number): string => bytes.subarray(start, end).toString('hex');
    expect(await part('bytes=10-19')).toEqual([206, `bytes 10-19/${size}`, hex(10, 20)]);
    expect(await part('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, hex(size - 5)]);
    expect((await part('bytes=10-19', { 'if-range': etag }))[0]).toBe(206);
    expect(await part('bytes=10-19', { 'if-range': '"other"' })).toEqual([200, null, hex(0)]);
    expect(await part('bytes=1-2,5-6')).toEqual([200, null, hex(0)]);
    expect(await part(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, '']);
    expect((await service.fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const before = s3.calls.length;
    const head = await service.fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)]);
    expect(s3.calls.slice(before).map(({ method }) => method)).toEqual(['HEAD']);
    expect((await service.fetch('/assets/avatars/assistant.svg')).status).toBe(200);
    expect((await service.fetch('/assets/audio/none.wav')).status).toBe(404);
  });

  it('make room for newer ones there', async () => {
    await open({ maxBytes: 150_000 });
    const first = await speak('x'.repeat(40));
    s3.objects.get(keyOf(first))!.at -= 60_000;
    const second = await speak('y'.repeat(40));
    expect([(await service.fetch(first)).status, (await service.fetch(second)).status]).toEqual([404, 200]);
    await eventually(() => expect(audio()).toEqual([keyOf(second)]));
  });

  it('go from there with the conversation that they were spoken in', async () => {
    await open();
    const { media } = (await service.call('POST', '/api/v1/chat/message', { message: 'Hello', session_id: 's' })).body;
    expect((await service.fetch(media.audio_url)).status).toBe(200);
    expect(audio()).toEqual([keyOf(media.audio_url)]);
    expect((await service.call('DELETE', '/api/v1/chat/history/s')).status).toBeLessThan(300);
    await eventually(() => expect(audio()).toEqual([]));
  });

  it('are made while it is away, too, and what lies there is a 503 until it is back', async () => {
    await open();
    const there = await speak('before');
    await s3.leave();
    const here = await speak('meanwhile');
    expect((await service.fetch(here)).status).toBe(200);
    const away = await service.fetch(there);
    expect([away.status, away.headers.get('retry-after'), away.headers.get('etag')]).toEqual([503, '2', null]);
    expect(await away.text()).not.toContain(s3.keys.id);
    await s3.comeBack();
    await eventually(() => expect(audio().sort()).toEqual([there, here].map(keyOf).sort()));
    expect((await service.fetch(there)).status).toBe(200);
  });

  it('are fetched no faster than they are taken, and no longer than somebody takes them', async () => {
    await open();
    const url = await speak();
    const size = 60_000_000;
    s3.objects.get(keyOf(url))!.bytes = Buffer.alloc(size);
    const stop = new AbortController();
    const answer = await service.fetch(url, { signal: stop.signal });
    const reader = answer.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    const call = s3.calls.at(-1)!;
    expect(call.method).toBe('GET');
    await sleep(1500);
    expect(call.taken()).toBeLessThan(size / 2);
    expect(call.isBrokenOff()).toBe(false);
    stop.abort();
    await eventually(() => expect(call.isBrokenOff()).toBe(true));
  });

  it('are no longer waited for once nobody wants them', async () => {
    await open();
    const url = await speak();
    s3.fault = ({ method }) => (method === 'GET' ? 'stall' : null);
    const stop = new AbortController();
    const reader = (await service.fetch(url, { signal: stop.signal })).body!.getReader();
    expect((await reader.read()).done).toBe(false);
    const call = s3.calls.at(-1)!;
    stop.abort();
    await eventually(() => expect(call.isBrokenOff()).toBe(true));
  });

  it('break the answer off where the bucket does', async () => {
    await open();
    const url = await speak();
    s3.fault = ({ method }) => (method === 'GET' ? 'cut' : null);
    await expect(service.fetch(url).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    s3.fault = () => null;
    expect((await service.fetch(url)).status).toBe(200);
  });
});
