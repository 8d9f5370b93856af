import { z } from 'zod';
import { route } from '../route.js';
import { iso, type Context } from './context.js';

const tag = 'Health and metrics';

const Percent = z.number().nullable();

export const health = route({
  id: 'health',
  method: 'get',
  path: '/api/v1/health',
  tag,
  summary: 'Whether the service and what it works with answer',
  description: 'Needs no key. What nobody measures is null; `not_configured` is no failure.',
  reply: z.object({
    status: z.enum(['healthy', 'degraded']),
    timestamp: z.string(),
    version: z.string(),
    uptime_seconds: z.int(),
    services: z.record(z.string(), z.enum(['healthy', 'unavailable', 'not_configured', 'not_used'])),
    resource_usage: z.object({ cpu_percent: Percent, memory_percent: Percent, gpu_memory_percent: Percent }),
  }),
  async handle(_input, { system, catalog }) {
    const [store, model] = await Promise.all([system.storeHealth(), catalog.state()]);
    const database = store === 'ok' ? ('healthy' as const) : ('unavailable' as const);
    const { cpuPercent, memoryPercent } = system.machine.usage();
    return {
      status: database === 'healthy' && model !== 'unavailable' ? ('healthy' as const) : ('degraded' as const),
      timestamp: iso(system.now()),
      version: system.version,
      uptime_seconds: Math.floor((system.now() - system.startedAt) / 1000),
      services: {
        llm_api: model,
        vector_database: database,
        voice_generator: 'unavailable' as const,
        video_generator: 'unavailable' as const,
        redis: 'not_used' as const,
      },
      resource_usage: { cpu_percent: cpuPercent, memory_percent: memoryPercent, gpu_memory_percent: null },
    };
  },
});

export const metrics = ({ meter }: Context) =>
  route({
    id: 'metrics',
    method: 'get',
    path: '/api/v1/metrics',
    tag,
    summary: 'What was asked of this API since the service started',
    reply: z.object({
      requests_total: z.int(),
      requests_per_minute: z.number(),
      average_response_time_ms: z.number().nullable(),
      error_rate_percent: z.number(),
      active_sessions: z.int(),
      characters: z.record(
        z.string(),
        z.object({ conversations_today: z.int(), average_rating: z.number().nullable() }),
      ),
      media_generation: z.object({
        voice_requests_today: z.int(),
        video_requests_today: z.int(),
        average_generation_time_seconds: z.number().nullable(),
      }),
    }),
    async handle(_input, core) {
      const { total, perMinute, averageMs, errorRatePercent, activeSessions } = meter.figures();
      const characters = await core.characters.list();
      const uses = await Promise.all(
        characters.map(({ id }) => core.conversations.useOf(core.identity.defaultUser, id)),
      );
      return {
        requests_total: total,
        requests_per_minute: perMinute,
        average_response_time_ms: averageMs,
        error_rate_percent: errorRatePercent,
        active_sessions: activeSessions,
        characters: Object.fromEntries(
          characters.map(({ id }, index) => [
            id,
            { conversations_today: uses[index]?.today ?? 0, average_rating: null },
          ]),
        ),
        media_generation: { voice_requests_today: 0, video_requests_today: 0, average_generation_time_seconds: null },
      };
    },
  });
