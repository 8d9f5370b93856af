import type { Voice } from '../../ports/voice.js';
import { modelServerUrl } from '../modelServer/address.js';
import { ask, send, type ModelServer } from '../modelServer/request.js';
import { download } from './download.js';

export interface SpeechServerOptions {
  /** With its /v1. */
  baseUrl: string;
  apiKey: string | null;
  model: string;
}

const SERVER = 'The speech server';
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** What such servers call the voices of our characters. */
const VOICES: Readonly<Record<string, string>> = { default: 'alloy', expressive: 'nova' };
const SPEED = { least: 0.25, most: 4 };

/** Any server that speaks OpenAI's `/audio/speech`. */
export function createSpeechServer({ baseUrl, apiKey, model }: SpeechServerOptions): Voice {
  const base = modelServerUrl(baseUrl);
  const server: ModelServer = { name: SERVER, apiKey, timeoutMs: TIMEOUT_MS };
  return {
    changesPitch: false,
    obstacle: () => Promise.resolve(null),
    speak: ({ text, voice, rate, emotion }, signal) =>
      ask(server, signal, async (inTime) => {
        const body = {
          model,
          voice: VOICES[voice] ?? voice,
          input: text,
          response_format: 'wav',
          speed: Math.min(SPEED.most, Math.max(SPEED.least, rate)),
          ...(emotion === 'neutral' ? {} : { instructions: `Speak in a tone that is ${emotion}.` }),
        };
        const answer = await send(server, `${base}/audio/speech`, JSON.stringify(body), inTime);
        return download(SERVER, answer, MOST_BYTES);
      }),
  };
}
