import { route } from '../../route.js';
import { HealthReply, InfoReply, PoolReply } from '../schemas.js';

const tag = 'System Endpoints';

export const healthCheck = route({
  id: 'healthCheck',
  method: 'get',
  path: '/health',
  summary: 'Whether the service answers, and whether its store does',
  tag,
  reply: HealthReply,
  async handle(_input, core) {
    const isReady = (await core.system.storeHealth()) === 'ok';
    return { status: 'healthy' as const, sdk_initialized: isReady, service: 'omnimemory-api' as const };
  },
});

export const apiInformation = route({
  id: 'apiInformation',
  method: 'get',
  path: '/',
  summary: 'What this API is, and where its parts are',
  tag,
  reply: InfoReply,
  handle: () =>
    Promise.resolve({
      name: 'OmniMemory API',
      version: '0.0.1',
      description: 'REST API for OmniMemory - Advanced Memory Management System',
      endpoints: { docs: '/docs', health: '/health', api: '/api/v1' },
    }),
});

export const poolStats = route({
  id: 'poolStats',
  method: 'get',
  path: '/api/v1/system/pool-stats',
  summary: 'How busy the store is: the readers and writers it has, and those at work now',
  tag,
  reply: PoolReply,
  async handle(_input, core) {
    const { pool } = await core.system.store();
    return {
      max_connections: pool.max,
      created_handlers: pool.created,
      active_handlers: pool.active,
      available_handlers: pool.available,
      initialized: true,
      pending_waiters: pool.waiting,
    };
  },
});
