import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../server/surfaces/route.js';
import type { TestService } from '../../support/service.js';
import { newPerson, startShared, type Person } from './support.js';

// Ben asks every route of every dialect for what is Anna's, by every id of hers and by her name.

const MARK = 'quillwort';
const FIELDS = {
  user_id: 'anna-of-the-team',
  app_id: 'openmemory',
  app: 'openmemory',
  session_id: 'session-of-anna',
  query: 'what does she grow in the garden',
  search_query: 'garden',
  q: 'garden',
  text: 'garden',
  content: 'garden',
  message: 'what grows in the garden?',
  memory_content: 'nothing grows any more',
  name: 'renamed',
  title: 'renamed',
  state: 'archived',
  character_id: 'assistant',
  metadata: {},
};

let service: TestService;
let anna: Person;
let ben: Person;
/** Ids of hers, whatever they name. */
let ids: string[];
beforeAll(async () => {
  service = await startShared({ chattrAccess: { requestsPerMinute: 1_000_000 } });
  anna = await newPerson(service, 'anna-of-the-team');
  ben = await newPerson(service, 'ben-of-the-team');
  const told = `Anna grows ${MARK} in the garden`;
  const added = await anna.call('POST', '/openmemory/api/v1/memories/', {
    user_id: anna.name,
    text: told,
    infer: false,
  });
  const { user, app } = await service.core.identity.ensureScope(anna.name, 'memscreen');
  const events = [{ time: '2026-03-09 10:00:00', type: 'keypress', text: MARK, app: 'Code', window: MARK }];
  const session = await service.core.activity.save({ user, app }, events, '2026-03-09 10:00:00', '2026-03-09 10:01:00');
  for (const [path, body] of [
    ['/chat', { message: told }],
    ['/chat-desktop/api/messages/send', { sessionId: 'session-of-anna', content: told }],
    ['/chattr/api/v1/chat/message', { character_id: 'assistant', session_id: 'session-of-anna', message: told }],
  ] as const)
    expect(await anna.call('POST', path, body)).toMatchObject({ status: 200 });
  const threads = (await anna.call('GET', '/chat/threads')).body.threads as { id: string }[];
  const apps = (await anna.call('GET', '/openmemory/api/v1/apps/')).body.apps as { id: string }[];
  const tasks = (await anna.call('GET', '/api/v1/tasks')).body.tasks as { task_id: string }[];
  ids = [
    added.body.id,
    user.id,
    String(session.id),
    'session-of-anna',
    anna.name,
    ...threads.map(({ id }) => id),
    ...apps.map(({ id }) => id),
    ...tasks.map((task) => task.task_id),
  ];
});
afterAll(() => service.close());

/** Streams that stay open, and what takes long whoever asks. */
const isLeftOut = ({ method, path }: Route): boolean => method === 'get' && /\/sse\/|\/mcp$/.test(path);

async function harvest(person: Person): Promise<string> {
  const paths = [
    `/openmemory/api/v1/memories/?user_id=${person.name}`,
    '/chat/threads',
    '/chat-desktop/api/messages/list?sessionId=session-of-anna',
    '/process/sessions',
    '/api/v1/search?q=garden&limit=50',
    `/openmemory/api/v1/apps/`,
  ];
  const texts = await Promise.all(paths.map(async (path) => (await person.call('GET', path)).text));
  // Scores and access counts move with every search.
  return texts
    .join('\n')
    .replaceAll(/"(score|total_memories_accessed|memories_accessed|last_accessed[a-z_]*)":[^,}]+/g, '');
}

describe('what is one person’s', () => {
  it('is reached by no route with another’s token, and stays as it was', async () => {
    const before = await harvest(anna);
    expect(before).toContain(MARK);
    let asked = 0;
    const kinds = new Set<number>();
    for (const surface of service.surfaces) {
      for (const route of surface.routes.filter((each) => !isLeftOut(each))) {
        // Where the address names nothing, all of hers stand in the body.
        for (const id of route.path.includes('{') ? ids : ids.slice(0, 1)) {
          const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
          const prefix = surface.servedAt === undefined ? `/${surface.name}` : '';
          const query = new URLSearchParams({ ...FIELDS, metadata: '{}', memory_id: id, task_id: id }).toString();
          const body = { ...FIELDS, memory_ids: ids, memory_id: id, id, ids, thread_id: id, sessionId: id };
          const isReading = route.method === 'get' || route.method === 'delete';
          const answer = await ben.call(
            route.method.toUpperCase(),
            `${prefix}${path}?${query}`,
            isReading ? undefined : body,
          );
          expect(`${route.id} ${answer.text}`).not.toContain(MARK);
          expect(answer.status).not.toBe(500);
          asked++;
          kinds.add(answer.status);
        }
      }
    }
    expect(asked).toBeGreaterThan(300);
    expect(kinds).toContain(403);
    expect(await harvest(anna)).toBe(before);
  }, 300_000);
});
