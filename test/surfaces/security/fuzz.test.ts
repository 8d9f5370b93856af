import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMcpSurface } from '../../../server/surfaces/mcp/index.js';
import { omnimemory } from '../../../server/surfaces/omnimemory/index.js';
import { openmemory } from '../../../server/surfaces/openmemory/index.js';
import { root } from '../../../server/surfaces/root/index.js';
import { search } from '../../../server/surfaces/search/index.js';
import { tasks } from '../../../server/surfaces/tasks/index.js';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
  await service.call('POST', '/api/v1/memories/', { user_id: 'user', text: 'a memory to aim at', infer: false });
});
afterAll(() => service.close());

const ROUTES = [omnimemory, openmemory, search, tasks, createMcpSurface({ version: 'test' }), root].flatMap(
  ({ routes }) => routes,
);
const PARAMS = [
  'x',
  '00000000-0000-4000-8000-000000000000',
  '%00',
  '..%2f..',
  '%F0%9F%8D%89',
  "'%20OR%201=1--",
  'constructor',
  '__proto__',
];
const VALUES: unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  'x',
  '\u0000',
  'x'.repeat(5000),
  true,
  [],
  {},
  [null],
  { a: { b: [] } },
  ['__proto__'],
  'constructor',
];
const FIELDS = [
  'user_id',
  'app_id',
  'session_id',
  'text',
  'messages',
  'memory_ids',
  'metadata',
  'infer',
  'app',
  'memory_content',
  'state',
  'category_ids',
  'all_for_app',
  'global_pause',
  'page',
  'size',
  'search_query',
  'sort_column',
  'sort_direction',
  'from_date',
  'to_date',
  'mem0',
  'openmemory',
  'provider',
  'config',
  'callback_url',
  'callback_headers',
  'include_vectors',
];
const bodies: string[] = [
  ...VALUES.map((value) => JSON.stringify(value)),
  ...VALUES.map((value) => JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, value])))),
  ...VALUES.map((value) =>
    JSON.stringify({
      ...Object.fromEntries(FIELDS.map((field) => [field, 'a name long enough'])),
      messages: value,
      mem0: value,
      memory_ids: value,
    }),
  ),
  '{',
  'null',
  '\u{1F349}',
  '',
];
const queries = [
  '',
  ...[
    'page=-1',
    'page=1e9',
    'size=x',
    'limit=%00',
    'n_results=0',
    'similarity_threshold=NaN',
    'is_active=maybe',
    'mode=x',
    'session_id=',
    'q=%F0%9F%8D%89',
  ].map((q) => `?${q}&user_id=user&app_id=openmemory&query=a+question+long+enough`),
];

/** Streams that stay open have their own tests. */
const isStream = (path: string, method: string) => method === 'get' && /\/sse\//.test(path);

describe('no junk in any part of any request is an internal error', () => {
  it.each(
    ROUTES.filter(({ path, method }) => !isStream(path, method)).map(
      ({ id, method, path }) => [`${method.toUpperCase()} ${path} (${id})`, method, path] as const,
    ),
  )('%s', async (_name, method, path) => {
    const send = async (target: string, body?: string): Promise<number> => {
      const response = await service.fetch(target, {
        method: method.toUpperCase(),
        ...(body === undefined ? {} : { body }),
      });
      await response.arrayBuffer();
      return response.status;
    };
    const fill = (param: string) => path.replace(/\{\w+\}/g, param);
    const filled = new Set(PARAMS.map(fill));
    const statuses = await Promise.all([
      ...[...filled].flatMap((target) => queries.map((query) => send(target + query))),
      ...(method === 'get'
        ? []
        : bodies.map((body) =>
            send(`${fill('00000000-0000-4000-8000-000000000000')}?user_id=user&app_id=openmemory`, body),
          )),
    ]);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });

  it('and the memory that was there is untouched', async () => {
    const { body } = await service.call('GET', '/api/v1/search?q=a%20memory%20to%20aim%20at');
    expect(body.hits[0].text).toBe('a memory to aim at');
  });
});
