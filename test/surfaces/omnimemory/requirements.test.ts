import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omnimemory } from '../../../server/surfaces/omnimemory/index.js';
import { startService, type TestService } from '../../support/service.js';
import { IDS, addPlain, search, talk } from './support.js';

let service: TestService;
let memoryId: string;

beforeAll(async () => {
  service = await startService();
  memoryId = (await addPlain(service, 'The office closes at noon on Fridays')).id;
});
afterAll(() => service.close());

const MESSAGES = 'Priya owns the migration of the invoices.';
const inApp = search({ app_id: IDS.app_id });
const asked = search({ app_id: IDS.app_id, query: 'office closing time on Fridays' });
const taskKeys = ['task_id', 'status', 'message', 'app_id', 'user_id', 'session_id'];

interface Requirement {
  id: string;
  request: () => [method: string, path: string, body?: unknown];
  status: number;
  keys: string[];
}

/** The operations that the specification documents, with their documented status and keys. */
const REQUIREMENTS: Requirement[] = [
  {
    id: 'addMemory',
    request: () => ['POST', '/api/v1/memories', { ...IDS, messages: talk() }],
    status: 202,
    keys: [...taskKeys, 'error', 'result'],
  },
  {
    id: 'streamMessages',
    request: () => ['POST', '/api/v1/memory-batcher/messages', { ...IDS, messages: talk(4) }],
    status: 200,
    keys: [
      'app_id',
      'user_id',
      'session_id',
      'pending_messages',
      'batch_size',
      'status',
      'last_delivery',
      'last_task_id',
    ],
  },
  {
    id: 'queryMemories',
    request: () => ['GET', `/api/v1/memories/query?${asked}`],
    status: 200,
    keys: ['memories', 'count'],
  },
  {
    id: 'getMemory',
    request: () => ['GET', `/api/v1/memories/${memoryId}?${inApp}`],
    status: 200,
    keys: ['memory_id', 'document', 'metadata'],
  },
  {
    id: 'traverseEvolution',
    request: () => ['GET', `/api/v1/memories/${memoryId}/evolution?${inApp}`],
    status: 200,
    keys: ['memories', 'count'],
  },
  {
    id: 'deleteMemory',
    request: () => ['DELETE', `/api/v1/memories/${memoryId}?${inApp}`],
    status: 200,
    keys: ['success', 'message', 'data'],
  },
  {
    id: 'addAgentMemory',
    request: () => ['POST', '/api/v1/agent/memories', { ...IDS, messages: MESSAGES }],
    status: 202,
    keys: [...taskKeys, 'error', 'result'],
  },
  {
    id: 'summariseConversation',
    request: () => ['POST', '/api/v1/agent/summaries', { ...IDS, messages: MESSAGES }],
    status: 200,
    keys: [
      ...['app_id', 'user_id', 'session_id', 'summary', 'key_points', 'tags', 'keywords', 'semantic_queries'],
      ...['metadata', 'raw_sections', 'generated_at'],
    ],
  },
  { id: 'healthCheck', request: () => ['GET', '/health'], status: 200, keys: ['status', 'sdk_initialized', 'service'] },
  {
    id: 'apiInformation',
    request: () => ['GET', '/'],
    status: 200,
    keys: ['name', 'version', 'description', 'endpoints'],
  },
  {
    id: 'poolStats',
    request: () => ['GET', '/api/v1/system/pool-stats'],
    status: 200,
    keys: [
      ...['max_connections', 'created_handlers', 'active_handlers', 'available_handlers', 'initialized'],
      'pending_waiters',
    ],
  },
];

describe('OmniMemory under its own prefix', () => {
  it('has exactly the documented operations', () => {
    expect(omnimemory.routes.map(({ id }) => id).sort()).toEqual(REQUIREMENTS.map(({ id }) => id).sort());
  });

  it.each(REQUIREMENTS)('serves $id as documented', async ({ id, request, status, keys }) => {
    const [method, path, body] = request();
    const answer = await service.call(method, `/omnimemory${path}`, body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body).sort()).toEqual([...keys].sort());
    const route = omnimemory.routes.find((candidate) => candidate.id === id);
    expect(route?.schemas.reply.safeParse(answer.body)).toMatchObject({ success: true });
  });

  it('documents itself', async () => {
    const { body } = await service.call('GET', '/omnimemory/openapi.json');
    expect(body.info).toEqual({ title: 'OmniMemory API', version: '0.0.1' });
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(omnimemory.routes.map(({ path }) => path)));
    for (const page of ['docs', 'redoc']) expect((await service.fetch(`/omnimemory/${page}`)).status).toBe(200);
  });

  it('says what it does not have, and what a path does not take', async () => {
    const unknown = await service.call('GET', '/omnimemory/api/v1/nothing');
    expect(unknown).toEqual({ status: 404, body: { detail: 'Not Found' } });
    const wrong = await service.call('PUT', '/omnimemory/api/v1/memories/query');
    expect(wrong).toEqual({ status: 405, body: { detail: 'Method Not Allowed' } });
  });
});
