import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/service.js';
import { HAS_TOOLS, pitchOf, probe, secondsBySox } from './tools.js';

let service: TestService;
const TEXT = 'The quick brown fox jumps over the lazy dog. Then it runs away over the hills. Nobody saw it again.';

beforeAll(async () => {
  if (HAS_TOOLS) service = await startService({ voiceEnv: { PATH: process.env['PATH'] } });
});
afterAll(async () => {
  if (HAS_TOOLS) await service.close();
});

const fileOf = (url: string): string => join(service.dataDir, 'media', url.replace('/assets/', ''));
async function say(settings: object = {}, over: object = {}): Promise<{ body: any; file: string }> {
  const { status, body } = await service.call('POST', '/api/v1/media/voice', {
    text: TEXT,
    voice_settings: settings,
    ...over,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return { body, file: fileOf(body.audio_url) };
}

describe.skipIf(!HAS_TOOLS)('a voice', () => {
  it('is a WAV file that is as long and as large as the answer says', async () => {
    const { body, file } = await say();
    expect(body).toEqual({
      request_id: expect.stringMatching(/^media_req_[0-9a-f-]{36}$/),
      audio_url: expect.stringMatching(/^\/assets\/audio\/voice_[0-9a-f-]{36}\.wav$/),
      duration_seconds: expect.closeTo(secondsBySox(file), 3),
      file_size_bytes: expect.any(Number),
      format: 'wav',
      generated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const answer = await service.fetch(body.audio_url);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.headers.get('content-type'), bytes.length]).toEqual(['audio/wav', body.file_size_bytes]);
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
    const { streams } = probe(file);
    expect(streams[0]).toMatchObject({ codec_name: 'pcm_s16le', channels: 1 });
    expect(Number(streams[0]!['duration'])).toBeCloseTo(body.duration_seconds, 2);
  });

  it('speaks faster and slower', async () => {
    const [slow, usual, fast] = [await say({ speed: 0.5 }), await say({ speed: 1 }), await say({ speed: 2 })];
    const [slowSeconds, usualSeconds, fastSeconds] = [slow, usual, fast].map(({ file }) => secondsBySox(file)) as [
      number,
      number,
      number,
    ];
    expect(slowSeconds / usualSeconds).toBeGreaterThan(1.6);
    expect(fastSeconds / usualSeconds).toBeLessThan(0.65);
  });

  it('sounds higher and lower, at the same pace', async () => {
    const [low, usual, high] = [await say({ pitch: 0.6 }), await say({ pitch: 1 }), await say({ pitch: 1.8 })];
    const [lowHertz, usualHertz, highHertz] = [low, usual, high].map(({ file }) => pitchOf(file)) as [
      number,
      number,
      number,
    ];
    expect(lowHertz).toBeLessThan(usualHertz * 0.85);
    expect(highHertz).toBeGreaterThan(usualHertz * 1.3);
    expect(secondsBySox(high.file) / secondsBySox(usual.file)).toBeCloseTo(1, 1);
  });

  it('sounds as the emotion has it', async () => {
    const made = new Map<string, { seconds: number; hertz: number }>();
    for (const emotion of ['neutral', 'happy', 'sad', 'angry', 'excited']) {
      const { file } = await say({ emotion });
      made.set(emotion, { seconds: secondsBySox(file), hertz: pitchOf(file) });
    }
    const usual = made.get('neutral')!;
    expect(made.get('sad')!.seconds).toBeGreaterThan(usual.seconds * 1.15);
    expect(made.get('sad')!.hertz).toBeLessThan(usual.hertz);
    expect(made.get('excited')!.seconds).toBeLessThan(usual.seconds * 0.9);
    expect(made.get('excited')!.hertz).toBeGreaterThan(usual.hertz * 1.1);
    expect(made.get('happy')!.hertz).toBeGreaterThan(usual.hertz * 1.05);
    expect(made.get('angry')!.seconds).toBeLessThan(usual.seconds);
  });

  it('is another one for another character', async () => {
    const [assistant, creative] = [await say(), await say({}, { character_id: 'creative' })];
    expect(pitchOf(creative.file)).toBeGreaterThan(pitchOf(assistant.file) * 1.3);
  });

  it('speaks other languages', async () => {
    const { body } = await say({}, { text: '我们明天发布新版本。' });
    expect(body.duration_seconds).toBeGreaterThan(1);
  });

  it('takes a text for what it is: neither an option, nor a command, nor markup', async () => {
    for (const text of [
      '--help',
      '-w /tmp/x',
      '$(touch /tmp/x) `id`',
      '<speak><break time="60s"/></speak>',
      'a\0b & < > "',
    ]) {
      const { body } = await say({}, { text });
      expect(body.duration_seconds).toBeGreaterThan(0.2);
      expect(body.duration_seconds).toBeLessThan(15);
    }
  });

  it('does not speak secrets, and keeps no text', async () => {
    const { body } = await say({}, { text: 'The password = hunter2hunter2 is mine' });
    const task = await service.core.tasks.get(body.request_id.replace('media_req_', ''));
    expect(task).toMatchObject({ state: 'succeeded', input: {} });
  });
});

describe.skipIf(!HAS_TOOLS)('what cannot be spoken', () => {
  it.each([
    ['no text', {}, 400, 'INVALID_REQUEST'],
    ['an empty text', { text: ' \n' }, 400, 'INVALID_REQUEST'],
    ['a text that is too long', { text: 'a'.repeat(1001) }, 400, 'INVALID_REQUEST'],
    ['a text that is none', { text: 7 }, 400, 'INVALID_REQUEST'],
    ['an unknown emotion', { text: 'Hi', voice_settings: { emotion: 'bored' } }, 400, 'INVALID_REQUEST'],
    ['a speed out of bounds', { text: 'Hi', voice_settings: { speed: 9 } }, 400, 'INVALID_REQUEST'],
    ['a pitch that is no number', { text: 'Hi', voice_settings: { pitch: 'high' } }, 400, 'INVALID_REQUEST'],
    ['an unknown character', { text: 'Hi', character_id: 'nobody' }, 404, 'NOT_FOUND'],
  ])('%s is refused', async (_what, body, status, code) => {
    const answer = await service.call('POST', '/api/v1/media/voice', body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});
