import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFilmServer } from '../../../server/adapters/mediaServer/filmServer.js';
import { createSpeechServer } from '../../../server/adapters/mediaServer/speechServer.js';
import { USUAL } from '../../../server/core/media/delivery.js';
import { speak } from '../../../server/core/media/speech.js';
import { secondsOf, type Sound } from '../../../server/core/media/wav.js';
import { startFakeMediaServer, type FakeMediaServer } from '../../support/fakeMediaServer.js';

let server: FakeMediaServer;
beforeEach(async () => (server = await startFakeMediaServer()));
afterEach(() => server.close());

const never = (): AbortSignal => new AbortController().signal;
/** Of a plain tone. */
function hertzOf({ samples, sampleRate }: Sound): number {
  let crossings = 0;
  for (let at = 1; at < samples.length; at++) if ((samples[at - 1] ?? 0) < 0 && (samples[at] ?? 0) >= 0) crossings++;
  return (crossings * sampleRate) / samples.length;
}

describe('a speech server', () => {
  const open = () => createSpeechServer({ baseUrl: server.url, apiKey: 'k', model: 'tts-1' });
  const say = (settings: Partial<typeof USUAL>, voice = 'default') =>
    speak(open(), { text: 'Hello, this is to be heard.', voice, settings: { ...USUAL, ...settings } }, never());

  it('is asked as documented', async () => {
    await say({ emotion: 'sad' }, 'expressive');
    expect(server.calls).toEqual([
      {
        method: 'POST',
        path: '/v1/audio/speech',
        authorization: 'Bearer k',
        body: expect.objectContaining({
          model: 'tts-1',
          voice: 'nova',
          input: 'Hello, this is to be heard.',
          response_format: 'wav',
          instructions: 'Speak in a tone that is sad.',
        }),
      },
    ]);
  });

  it('is made to sound higher without being faster, though it knows no pitch', async () => {
    const [usual, high, fast] = [await say({}), await say({ pitch: 1.5 }), await say({ speed: 1.5 })];
    expect(hertzOf(usual)).toBeCloseTo(200, -1);
    expect(hertzOf(high)).toBeCloseTo(300, -1);
    expect(secondsOf(high)).toBeCloseTo(secondsOf(usual), 1);
    expect(secondsOf(fast)).toBeCloseTo(secondsOf(usual) / 1.5, 1);
    expect(hertzOf(fast)).toBeCloseTo(200, -1);
  });

  it('that refuses or talks nonsense is told of, without its words', async () => {
    server.refusal = 401;
    await expect(say({})).rejects.toMatchObject({ code: 'upstream_failed', message: expect.stringMatching(/API key/) });
    server.refusal = 400;
    await expect(say({})).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});

describe('a video server', () => {
  const open = () => createFilmServer({ baseUrl: server.url, apiKey: null, model: 'sora-2', pollMs: 5 });
  const request = { prompt: 'Mountains', width: 1280, height: 720, seconds: 8 };

  it('is given a job, asked after, and what it made is fetched', async () => {
    server.states = [
      { status: 'queued', progress: 0 },
      { status: 'in_progress', progress: 40 },
      { status: 'completed', progress: 100 },
    ];
    server.thumbnail = { type: 'image/jpeg', bytes: Buffer.from('jpeg') };
    const seen: number[] = [];
    const film = await open().film(request, (fraction) => seen.push(fraction), never());
    expect(film).toEqual({ video: server.video, thumbnail: Buffer.from('jpeg') });
    expect(seen).toEqual([0, 0.4]);
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/videos',
      'GET /v1/videos/video_1',
      'GET /v1/videos/video_1',
      'GET /v1/videos/video_1/content',
      'GET /v1/videos/video_1/content?variant=thumbnail',
    ]);
    expect(server.calls[0]!.body).toEqual({ model: 'sora-2', prompt: 'Mountains', size: '1280x720', seconds: '8' });
  });

  it('takes no thumbnail that is no JPEG', async () => {
    expect((await open().film(request, () => undefined, never())).thumbnail).toBeNull();
  });

  it('that fails is told of', async () => {
    server.states = [{ status: 'failed', error: { message: 'policy' } }];
    await expect(open().film(request, () => undefined, never())).rejects.toMatchObject({ code: 'upstream_failed' });
  });

  it('is told when nobody waits any more', async () => {
    server.states = [{ status: 'in_progress', progress: 10 }];
    const abort = new AbortController();
    await expect(open().film(request, () => abort.abort(), abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/v1/videos/video_1' });
  });
});
