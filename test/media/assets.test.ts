import { existsSync } from 'node:fs';
import { readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, ofType } from '../surfaces/chattr/support.js';
import { startFakeMediaServer, type FakeMediaServer } from '../support/fakeMediaServer.js';
import { startService, type TestService, type TestServiceOptions } from '../support/service.js';

let service: TestService;
let server: FakeMediaServer;
afterEach(async () => {
  await service.close();
  await server.close();
});
/** A service whose voice is a server: no program is needed. */
async function open(options: TestServiceOptions = {}): Promise<void> {
  server = await startFakeMediaServer();
  const speech = { baseUrl: server.url, model: 'm', apiKey: null };
  service = await startService({ ...options, media: { speech, ...options.media } });
}
const speak = async (text = 'Hello there'): Promise<string> =>
  (await service.call('POST', '/api/v1/media/voice', { text })).body.audio_url;
const audioFolder = (): string => join(service.dataDir, 'media/audio');

describe('assets', () => {
  it('come with their type, in ranges, and are kept for good by whoever has them', async () => {
    await open();
    const url = await speak();
    const whole = await service.fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      etag: expect.stringMatching(/^"[0-9a-f-]+"$/),
    });
    const etag = whole.headers.get('etag')!;
    const part = await service.fetch(url, { headers: { range: 'bytes=10-19', 'if-range': etag } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    expect(
      (await service.fetch(url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status,
    ).toBe(304);
    expect((await service.fetch(url, { headers: { range: 'bytes=999999999-' } })).status).toBe(416);
    const head = await service.fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect((await service.fetch(`/chattr${url}`)).status).toBe(200);
  });

  it('lead nowhere else', async () => {
    await open();
    await speak();
    await writeFile(join(service.dataDir, 'secret.wav'), 'secret');
    await symlink(join(service.dataDir, 'secret.wav'), join(audioFolder(), 'link.wav'));
    const paths = [
      ...[
        '../secret.wav',
        '..%2f..%2fsecret.wav',
        '%2e%2e%2f%2e%2e%2fsecret.wav',
        '..%252fsecret.wav',
        '..%5c..%5csecret.wav',
      ],
      ...['link.wav', '%00.wav', 'C:%5csecret.wav', '%2fetc%2fpasswd', '.wav', 'secret.wav%00.wav'],
    ];
    for (const path of paths) {
      const answer = await service.fetch(`/assets/audio/${path}`);
      expect(answer.status, path).toBe(404);
      expect(await answer.text()).not.toContain('secret"');
    }
    for (const path of ['/assets/', '/assets/store/x.wav', '/assets/audio/x.txt', '/assets/avatars/nobody.png'])
      expect((await service.fetch(path)).status, path).toBe(404);
  });

  it('are not given to other sites, nor without a key where keys are asked for', async () => {
    await open({ chattrAccess: { apiKeys: ['key-one'] } });
    const key = { authorization: 'Bearer key-one' };
    const url = '/assets/avatars/assistant.png';
    expect((await service.fetch(url)).status).toBe(401);
    expect((await service.fetch(url, { headers: key })).status).toBe(200);
    expect((await service.fetch(url, { headers: { ...key, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await service.fetch(url, { headers: { ...key, origin: 'https://evil.example' } })).status).toBe(403);
  });

  it('include a picture of every character, each another one', async () => {
    await open();
    const { characters } = (await service.call('GET', '/api/v1/characters')).body;
    const pictures = new Set<string>();
    for (const { avatar_url: url } of characters) {
      const png = await service.fetch(url);
      const bytes = Buffer.from(await png.arrayBuffer());
      expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([512, 512]);
      pictures.add(bytes.toString('base64'));
      const svg = await service.fetch(url.replace('.png', '.svg'));
      expect(svg.headers.get('content-type')).toBe('image/svg+xml');
      expect(await svg.text()).toMatch(/^<svg /);
    }
    expect(pictures.size).toBe(characters.length);
  });

  it('make room for newer ones', async () => {
    await open({ media: { maxBytes: 150_000 } });
    const first = await speak('x'.repeat(40));
    const past = new Date(Date.now() - 60_000);
    await utimes(join(audioFolder(), first.split('/').at(-1)!), past, past);
    const second = await speak('y'.repeat(40));
    expect([(await service.fetch(first)).status, (await service.fetch(second)).status]).toEqual([404, 200]);
  });
});

describe('answers of characters', () => {
  const ask = async (over: object = {}) =>
    (await service.call('POST', '/api/v1/chat/message', { message: 'Hello', session_id: 's', ...over })).body;

  it('carry an address at which they are spoken when somebody listens, once', async () => {
    await open();
    const { media, response } = await ask();
    expect(media).toEqual({ audio_url: expect.stringMatching(/^\/assets\/audio\/answer_[0-9a-f-]{36}\.wav$/) });
    expect(server.calls).toHaveLength(0);
    const answers = await Promise.all([1, 2, 3].map(() => service.fetch(media.audio_url)));
    for (const answer of answers)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect(server.calls).toHaveLength(1);
    expect(response).toContain(String(server.calls[0]!.body['input']).slice(0, 20));
    const { messages } = (await service.call('GET', '/api/v1/chat/history/s')).body;
    expect(messages.map((message: any) => message.media)).toEqual([undefined, media]);
  });

  it('carry it over a WebSocket too', async () => {
    await open();
    const client = await connect(service);
    client.send({ type: 'auth', token: null, session_id: 's' });
    client.send({ type: 'message', character_id: 'creative', content: 'Hello' });
    const { media } = await client.until(ofType('response'));
    expect((await service.fetch(media.audio_url)).status).toBe(200);
    expect(server.calls[0]!.body['voice']).toBe('nova');
    client.socket.close();
  });

  it('are silent again once they are forgotten', async () => {
    await open();
    const { media } = await ask();
    await service.fetch(media.audio_url);
    expect(await readdir(audioFolder())).toHaveLength(1);
    await service.call('DELETE', '/api/v1/chat/history/s');
    expect(await readdir(audioFolder())).toEqual([]);
    expect((await service.fetch(media.audio_url)).status).toBe(404);
  });

  it('cannot be had of what people said, or of what nobody said', async () => {
    await open();
    await ask();
    const { messages } = (await service.call('GET', '/api/v1/chat/history/s')).body;
    const question = messages.find((message: any) => message.role === 'user');
    for (const id of [question.id, '00000000-0000-0000-0000-000000000000'])
      expect((await service.fetch(`/assets/audio/answer_${id}.wav`)).status).toBe(404);
    expect(existsSync(audioFolder())).toBe(false);
  });
});

describe('figures', () => {
  it('count what was asked for today', async () => {
    await open();
    await speak();
    const { body } = await service.call('GET', '/api/v1/metrics');
    expect(body.media_generation).toEqual({
      voice_requests_today: 1,
      video_requests_today: 0,
      average_generation_time_seconds: expect.any(Number),
    });
  });
});
