import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

describe('the system endpoints', () => {
  it('GET / is the documented information', async () => {
    for (const path of ['/', '/omnimemory', '/omnimemory/']) {
      expect(await service.call('GET', path)).toEqual({
        status: 200,
        body: {
          name: 'OmniMemory API',
          version: '0.0.1',
          description: 'REST API for OmniMemory - Advanced Memory Management System',
          endpoints: { docs: '/docs', health: '/health', api: '/api/v1' },
        },
      });
    }
  });

  it('GET /health says that the store answers', async () => {
    expect(await service.call('GET', '/omnimemory/health')).toEqual({
      status: 200,
      body: { status: 'healthy', sdk_initialized: true, service: 'omnimemory-api' },
    });
  });

  it('pool-stats are those of the store', async () => {
    const { pool } = await service.core.system.store();
    const { status, body } = await service.call('GET', '/api/v1/system/pool-stats');
    expect(status).toBe(200);
    expect(body).toEqual({
      max_connections: pool.max,
      created_handlers: pool.created,
      active_handlers: expect.any(Number),
      available_handlers: expect.any(Number),
      initialized: true,
      pending_waiters: expect.any(Number),
    });
    expect(body.created_handlers).toBeLessThanOrEqual(body.max_connections);
    expect(Number(body.active_handlers) + Number(body.available_handlers)).toBe(body.created_handlers);
  });
});
