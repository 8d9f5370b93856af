import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { writeWav } from '../../server/core/media/wav.js';

export interface MediaCall {
  method: string;
  path: string;
  authorization: string | undefined;
  body: Record<string, any>;
}

export interface FakeMediaServer {
  /** With its /v1. */
  url: string;
  calls: MediaCall[];
  /** How jobs of videos go on: their states one after the other; the last one stays. */
  states: Record<string, unknown>[];
  /** What a finished video is. */
  video: Buffer;
  /** JPEG, or another type. */
  thumbnail: { type: string; bytes: Buffer };
  /** A status to answer speech with, instead of speech. */
  refusal: number | null;
  close(): Promise<void>;
}

const RATE = 24_000;
/** Seconds that it takes to speak a letter. */
const LETTER_SECONDS = 0.06;
const TONE_HZ = 200;

/** Speech as a plain tone: as long as the text takes at that speed. */
export function tone(text: string, speed: number): Buffer {
  const samples = Int16Array.from({ length: Math.round((text.length * LETTER_SECONDS * RATE) / speed) }, (_, at) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * TONE_HZ * at) / RATE)),
  );
  const wav = writeWav({ samples, sampleRate: RATE });
  // Such servers stream, and do not know yet how long it will be.
  wav.writeUInt32LE(0xffffffff, 4);
  wav.writeUInt32LE(0xffffffff, 40);
  return wav;
}

/** A server that speaks OpenAI's `/audio/speech` and `/videos`, as documented. */
export async function startFakeMediaServer(): Promise<FakeMediaServer> {
  const fake: Omit<FakeMediaServer, 'url' | 'close'> = {
    calls: [],
    states: [{ status: 'completed', progress: 100 }],
    video: Buffer.from('no film'),
    thumbnail: { type: 'image/webp', bytes: Buffer.from('webp') },
    refusal: null,
  };
  const job = (): unknown => {
    const state = fake.states.length > 1 ? fake.states.shift() : fake.states[0];
    return { id: 'video_1', object: 'video', ...state };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const text = await readText(request);
      const { method = '', url: path = '' } = request;
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, any>);
      fake.calls.push({ method, path, authorization: request.headers.authorization, body });
      const send = (status: number, type: string, bytes: string | Buffer): void => {
        response.writeHead(status, { 'content-type': type });
        response.end(bytes);
      };
      if (path === '/v1/audio/speech') {
        if (fake.refusal !== null) send(fake.refusal, 'application/json', '{"error":{"message":"no"}}');
        else send(200, 'audio/wav', tone(String(body['input']), Number(body['speed'])));
      } else if (path.startsWith('/v1/videos/video_1/content')) {
        if (path.endsWith('variant=thumbnail')) send(200, fake.thumbnail.type, fake.thumbnail.bytes);
        else send(200, 'video/mp4', fake.video);
      } else if (path === '/v1/videos' || path === '/v1/videos/video_1') {
        const answer = method === 'DELETE' ? { id: 'video_1', deleted: true } : job();
        send(200, 'application/json', JSON.stringify(answer));
      } else send(404, 'application/json', '{}');
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}
