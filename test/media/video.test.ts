import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/service.js';
import {
  CHROMIUM,
  complaintsOf,
  frameAt,
  HAS_TOOLS,
  hasLanguage,
  loudness,
  pitchOf,
  probe,
  readText,
} from './tools.js';

let service: TestService;
beforeAll(async () => {
  if (HAS_TOOLS) service = await startService({ voiceEnv: { PATH: process.env['PATH'] } });
});
afterAll(async () => {
  if (HAS_TOOLS) await service.close();
});

const fileOf = (url: string): string => join(service.dataDir, 'media', url.replace('/assets/', ''));
async function film(text: string, settings: object = {}): Promise<{ body: any; file: string }> {
  const { status, body } = await service.call('POST', '/api/v1/media/video', { text, video_settings: settings });
  expect(status, JSON.stringify(body)).toBe(200);
  return { body, file: fileOf(body.video_url) };
}

interface Seen {
  duration: number;
  videoWidth: number;
  videoHeight: number;
  at: number;
  end: number;
  heard: number;
  error: unknown;
}

/** Runs in the page: jumps to the third second, then plays to the end. */
const WATCH = `(async () => {
  const video = document.querySelector('video');
  const happens = (name) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
  if (video.readyState < 1) await happens('loadedmetadata');
  const { duration, videoWidth, videoHeight } = video;
  video.pause();
  const sought = happens('seeked');
  video.currentTime = 3;
  await sought;
  const at = video.currentTime;
  const ended = happens('ended');
  await video.play();
  await ended;
  const heard = video.webkitAudioDecodedByteCount;
  return { duration, videoWidth, videoHeight, at, end: video.currentTime, heard, error: video.error };
})()`;

/** In a small frame nothing takes long. */
const SMALL = { width: 480, height: 360 };

describe.skipIf(!HAS_TOOLS)('a video', () => {
  it('is H.264 with MP3 of the size and length that were asked for, as the documented example asks', async () => {
    const { body, file } = await film('A serene landscape with mountains', {
      width: 1024,
      height: 1024,
      duration_seconds: 5,
      style: 'realistic',
    });
    const { streams, format } = probe(file);
    const of = (type: string) => streams.find((stream) => stream['codec_type'] === type)!;
    expect(of('video')).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', width: 1024, height: 1024 });
    expect(of('audio')).toMatchObject({ codec_name: 'mp3' });
    expect(Number(of('video')['duration'])).toBeCloseTo(5, 2);
    expect(Number(format['duration'])).toBeCloseTo(5, 1);
    expect(body).toEqual({
      request_id: expect.stringMatching(/^media_req_/),
      video_url: expect.stringMatching(/^\/assets\/video\/video_[0-9a-f-]{36}\.mp4$/),
      thumbnail_url: body.video_url.replace('.mp4', '_thumb.jpg'),
      duration_seconds: 5,
      resolution: '1024x1024',
      file_size_bytes: Number(format['size']),
      generated_at: expect.any(String),
      narration: 'whole',
      note: null,
    });
    expect(complaintsOf(file)).toBe('');
    // A voice is heard while the caption stands, and nobody after it.
    expect(pitchOf(file)).toBeGreaterThan(70);
    expect(loudness(file, 0.4, 2)).toBeGreaterThan(0.02);
    expect(loudness(file, 3.5, 4.8)).toBeLessThan(0.001);
    expect(readText(frameAt(file, 1.5))).toMatch(/A serene landscape with mountains/);
    expect(readText(frameAt(file, 1.5))).toMatch(/Assistant/);
    const thumbnail = probe(fileOf(body.thumbnail_url)).streams[0];
    expect(thumbnail).toMatchObject({ codec_name: 'mjpeg', width: 1024, height: 1024 });
  });

  it('lasts as long as the telling, with a card for each scene and captions in step with the voice', async () => {
    const { body, file } = await film(
      'The build is green and every test passed. Tomorrow the new release goes out to everyone.',
      { width: 640, height: 480, style: 'cinematic' },
    );
    expect(body.duration_seconds).toBeGreaterThan(4);
    expect(body.duration_seconds).toBeLessThan(12);
    expect(readText(frameAt(file, 1.2))).toMatch(/build is green and every test passed/);
    const late = readText(frameAt(file, body.duration_seconds - 1.2));
    expect(late).toMatch(/new release goes out/i);
    expect(late).not.toMatch(/every test passed/);
    expect(loudness(file, 0.5, 1.5)).toBeGreaterThan(0.02);
  });

  it.skipIf(HAS_TOOLS && !hasLanguage('chi_sim'))('can be read in Chinese', async () => {
    const { file } = await film('我们明天发布新版本，请大家放心。', { ...SMALL, width: 640, style: 'minimal' });
    expect(readText(frameAt(file, 1.5), 'chi_sim').replace(/ /g, '')).toMatch(/明天发布新版本/);
  });

  it('moves, in every style', async () => {
    for (const style of ['realistic', 'cinematic', 'artistic', 'anime', 'minimal']) {
      const { body, file } = await film('Moving pictures', { ...SMALL, duration_seconds: 2, style });
      expect([body.resolution, body.duration_seconds]).toEqual(['480x360', 2]);
      expect(frameAt(file, 0.9).equals(frameAt(file, 1.7)), style).toBe(false);
    }
  });

  it('is cut where its text takes longer than it was asked to be, and says so', async () => {
    const { body, file } = await film('One sentence follows the other here. '.repeat(12), {
      ...SMALL,
      duration_seconds: 3,
    });
    expect([body.duration_seconds, body.narration]).toEqual([3, 'partly']);
    expect(body.note).toMatch(/longer/);
    expect(Number(probe(file).format['duration'])).toBeCloseTo(3, 1);
  });

  it('plays and can be searched in a browser', async () => {
    const { body } = await film('Played in a browser', { ...SMALL, duration_seconds: 4 });
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`${service.url}${String(body.video_url)}`);
      const seen = await page.evaluate<Seen>(WATCH);
      expect(seen).toMatchObject({ duration: 4, videoWidth: 480, videoHeight: 360, at: 3, error: null });
      expect(seen.end).toBeCloseTo(4, 1);
      expect(seen.heard).toBeGreaterThan(0);
    } finally {
      await browser.close();
    }
  });
});

describe.skipIf(!HAS_TOOLS)('what cannot be filmed', () => {
  const settings = (over: object) => ({ text: 'Hi', video_settings: over });
  it.each([
    ['no text', {}, 400, 'INVALID_REQUEST'],
    ['a text that is too long', { text: 'a'.repeat(1001) }, 400, 'INVALID_REQUEST'],
    ['an unknown style', settings({ style: 'baroque' }), 400, 'INVALID_REQUEST'],
    ['a frame that is too large', settings({ width: 100_000 }), 400, 'INVALID_REQUEST'],
    ['a frame that is too small', settings({ height: 0 }), 400, 'INVALID_REQUEST'],
    ['an odd side', settings({ width: 501 }), 400, 'INVALID_REQUEST'],
    ['no time at all', settings({ duration_seconds: 0 }), 400, 'INVALID_REQUEST'],
    ['a whole day', settings({ duration_seconds: 86_400 }), 400, 'INVALID_REQUEST'],
    ['a character without videos', { text: 'Hi', character_id: 'creative' }, 400, 'INVALID_REQUEST'],
    ['an unknown character', { text: 'Hi', character_id: 'nobody' }, 404, 'NOT_FOUND'],
  ])('%s is refused', async (_what, body, status, code) => {
    const answer = await service.call('POST', '/api/v1/media/video', body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});
