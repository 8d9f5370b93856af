import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestService } from '../../support/service.js';

export const IDS = { app_id: 'application-one', user_id: 'user-of-the-tests', session_id: 'session-number-one' };

const TALK = [
  'We moved the billing service to the Frankfurt region in March.',
  'Good, that should cut the latency for the German customers.',
  'Our on-call rotation changes every Wednesday at ten.',
  'Noted, Wednesday at ten.',
  'Priya owns the migration of the invoices to PostgreSQL.',
  'I will ask Priya when something about invoices comes up.',
  'The staging database is refreshed from production every night.',
  'So staging data is at most a day old.',
  'We prefer feature flags over long-lived branches.',
  'Understood: feature flags first.',
];

export interface Message {
  role: string;
  content: string;
  timestamp?: unknown;
}

/** As many messages of a conversation as asked for. */
export const talk = (count = 10): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: TALK[index % TALK.length]!,
  }));

/** A memory as another dialect writes it: no facets, short names allowed. */
export async function addPlain(
  service: TestService,
  content: string,
  {
    user = IDS.user_id,
    app = IDS.app_id,
    session = null,
  }: { user?: string; app?: string; session?: string | null } = {},
) {
  const scope = await service.core.identity.ensureScope(user, app);
  return service.core.memories.addVerbatim({ scope, content, metadata: {}, sessionId: session });
}

export const query = (service: TestService, params: Record<string, string | number>) =>
  service.call('GET', `/api/v1/memories/query?${search(params)}`);

export const search = (params: Record<string, string | number>): string =>
  new URLSearchParams(
    Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

/** All that bad input must leave as it is. */
export async function fingerprint({ core }: TestService) {
  const { memories, users } = await core.system.store();
  const apps = await core.apps.list({ userId: null, offset: 0, limit: 1, sortBy: 'name', descending: false });
  const tasks = await core.tasks.list({ limit: 10_000 });
  return { memories, users, apps: apps.total, tasks: tasks.length };
}

export interface Post {
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

export interface Hook {
  url: string;
  posts: Post[];
  /** Resolves with the posts once there are so many. */
  received(count: number): Promise<Post[]>;
  close(): Promise<void>;
}

/** A receiver of callbacks; `answer` is called with the number of the post, from 1. */
export async function startHook(answer: (post: number, response: ServerResponse) => void): Promise<Hook> {
  const posts: Post[] = [];
  const waiting: { count: number; resolve: (posts: Post[]) => void }[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      posts.push({ headers: request.headers, body });
      for (const { count, resolve } of waiting) if (posts.length >= count) resolve(posts);
      answer(posts.length, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    posts,
    received: (count) =>
      new Promise((resolve) => {
        if (posts.length >= count) resolve(posts);
        else waiting.push({ count, resolve });
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

export const status = (code: number) => (_post: number, response: ServerResponse) => {
  response.writeHead(code).end();
};
