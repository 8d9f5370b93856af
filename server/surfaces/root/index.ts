import { z } from 'zod';
import { detailFailure, plainDetail } from '../fastapi.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import type { Surface } from '../surface.js';
import { homePage } from './homePage.js';

const health = route({
  id: 'health',
  method: 'get',
  path: '/health',
  summary: 'Whether the service answers, with the keys of all dialects',
  reply: z.object({
    status: z.literal('ok'),
    ollama: z.string(),
    db: z.string(),
    timestamp: z.string(),
    uptime: z.number(),
    sdk_initialized: z.boolean(),
    service: z.string(),
    version: z.string(),
  }),
  async handle(_input, core) {
    const [db, ollama] = await Promise.all([core.system.storeHealth(), core.catalog.probeOllama()]);
    const { system } = core;
    return {
      status: 'ok' as const,
      ollama,
      db: db === 'ok' ? 'ok' : `error: ${db}`,
      timestamp: new Date(system.now()).toISOString(),
      uptime: (system.now() - system.startedAt) / 1000,
      sdk_initialized: db === 'ok',
      service: 'omnimemory-api',
      version: system.version,
    };
  },
});

const home = route({
  id: 'home',
  method: 'get',
  path: '/',
  summary: 'A page that says what is here, for browsers',
  produces: 'text/html',
  reply: z.string(),
  handle: ({ facts }, core) =>
    Promise.resolve(
      reply.text('text/html', homePage(facts.baseUrl, core.identity.defaultUser), {
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      }),
    ),
});

/** What the shared origin answers for itself. */
export const root: Surface = {
  name: 'root',
  title: 'Service',
  version: '1',
  routes: [health, home],
  owns: [],
  servedAt: [],
  fail: (failure) =>
    failure.kind === 'invalid' || failure.kind === 'malformed' ? plainDetail(failure) : detailFailure(failure),
};
