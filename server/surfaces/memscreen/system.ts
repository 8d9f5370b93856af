import { z } from 'zod';
import type { Core } from '../../core/core.js';
import { lax } from '../lax.js';
import { route } from '../route.js';

const tag = 'Config and health';

export const getConfig = route({
  id: 'getConfig',
  method: 'get',
  path: '/config',
  tag,
  summary: 'Where things are',
  reply: z.object({ ollama_base_url: z.string(), db_dir: z.string(), videos_dir: z.string() }),
  handle: async (_input, core) => ({
    ollama_base_url: await core.catalog.ollamaUrl(),
    db_dir: core.system.places.store,
    videos_dir: core.system.places.videos,
  }),
});

const HealthQuery = z.object({ include_db: lax.bool().optional(), include_ollama: lax.bool().optional() });
const HealthReply = z.object({
  status: z.enum(['ok', 'degraded']),
  mode: z.enum(['light', 'db', 'ollama', 'full']),
  ollama: z.string(),
  db: z.string(),
});

/** `ok` or `error: ...` for each; a failure degrades only what was asked for. */
async function healthOf(core: Core, query: z.output<typeof HealthQuery>): Promise<z.input<typeof HealthReply>> {
  const { include_db: withDb = false, include_ollama: withOllama = false } = query;
  const [store, ollama] = await Promise.all([core.system.storeHealth(), core.catalog.probeOllama()]);
  const db = store === 'ok' ? 'ok' : `error: ${store}`;
  const mode = withDb ? (withOllama ? 'full' : 'db') : withOllama ? 'ollama' : 'light';
  const isDegraded = (withDb && db !== 'ok') || (withOllama && ollama !== 'ok');
  return { status: isDegraded ? 'degraded' : 'ok', mode, ollama, db };
}

export const health = route({
  id: 'health',
  method: 'get',
  path: '/health',
  tag,
  summary: 'Whether the service answers',
  description:
    '`status` is `ok` as long as it does; with `include_db` or `include_ollama` it is `degraded` when these fail.',
  query: HealthQuery,
  reply: HealthReply,
  handle: ({ query }, core) => healthOf(core, query),
});
