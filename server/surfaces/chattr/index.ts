import type { Surface } from '../surface.js';
import { createAccess } from './access.js';
import { getCharacter, listCharacters, updateCharacter } from './characters.js';
import { getAsset } from './assets.js';
import { createBuckets } from './buckets.js';
import { clearHistory, getHistory, sendMessage } from './chat.js';
import { guarded, type Context } from './context.js';
import { fail } from './errors.js';
import { mediaRoutes, mediaStatus } from './media.js';
import { createMeter } from './meter.js';
import { chatSocket } from './socket.js';
import { health, metrics } from './status.js';

export interface ChattrOptions {
  /** Keys that clients must send; none = nobody must. */
  apiKeys: readonly string[];
  requestsPerMinute: number;
  voicesPerHour: number;
  videosPerHour: number;
  now: () => number;
}

/** What may come at once beyond the steady rate. */
const BURST = 100;

/** The Chattr application API. */
export function createChattrSurface(options: ChattrOptions): Surface {
  const { apiKeys, requestsPerMinute, voicesPerHour, videosPerHour, now } = options;
  const burst = Math.max(BURST, requestsPerMinute);
  const context: Context = {
    access: createAccess({ apiKeys, requestsPerMinute, burst, now }),
    meter: createMeter(now),
    voices: createBuckets({ perMinute: voicesPerHour / 60, burst: voicesPerHour, now }),
    videos: createBuckets({ perMinute: videosPerHour / 60, burst: videosPerHour, now }),
  };
  const routes = [
    sendMessage(context),
    getHistory,
    clearHistory,
    listCharacters,
    getCharacter,
    updateCharacter,
    ...mediaRoutes(context),
    metrics(context),
  ];
  return {
    name: 'chattr',
    title: 'Chattr API',
    version: '1.0.0',
    routes: [
      health,
      ...routes.map((route) => guarded(route, context)),
      ...[mediaStatus, getAsset].map((route) => guarded(route, context, false)),
    ],
    sockets: [chatSocket(context)],
    owns: [
      '/api/v1/chat',
      '/api/v1/characters',
      '/api/v1/media',
      '/api/v1/health',
      '/api/v1/metrics',
      '/api/v1/ws',
      '/assets',
    ],
    fail,
  };
}
