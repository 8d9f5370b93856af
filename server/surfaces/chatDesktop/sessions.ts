import { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { Scope } from '../../core/memory/identity.js';
import type { Conversation } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Page } from '../../ports/store.js';
import { lax } from '../lax.js';
import { route } from '../route.js';

const tag = 'Sessions';
const MAX_PAGE = 1_000_000;
const MAX_PAGE_SIZE = 100;

export const PageNumber = lax.int({ min: 1, max: MAX_PAGE }).default(1);
export const pageSize = (usual: number) => lax.int({ min: 1, max: MAX_PAGE_SIZE }).default(usual);

export function paginated<S extends z.ZodType>(item: S) {
  return z.object({
    data: z.array(item),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    totalPages: z.int(),
  });
}

export function toPage<T, R>({ items, total }: Page<T>, page: number, size: number, show: (item: T) => R) {
  return { data: items.map(show), total, page, pageSize: size, totalPages: Math.ceil(total / size) };
}

export function scopeOf(core: Core): Promise<Scope> {
  return core.identity.ensureScope(core.identity.defaultUser, 'chat-desktop');
}

export const Session = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  messageCount: z.int(),
});

/** The id is the one that the client gave, or the conversation's own. */
export const sessionIdOf = ({ alias, id }: Conversation): string => alias ?? id;

function toSession(conversation: Conversation): z.input<typeof Session> {
  const id = sessionIdOf(conversation);
  return {
    id,
    title: conversation.title || `New Chat ${id.slice(0, 8)}`,
    createdAt: new Date(conversation.createdAt).toISOString(),
    updatedAt: new Date(conversation.updatedAt).toISOString(),
    messageCount: conversation.messageCount,
  };
}

async function requireSession(core: Core, id: string): Promise<Conversation> {
  const session = await core.conversations.find(await scopeOf(core), id);
  if (!session) throw new CoreError('not_found', 'Session not found');
  return session;
}

export const listSessions = route({
  id: 'listSessions',
  method: 'get',
  path: '/api/sessions/list',
  tag,
  summary: 'Sessions in the order of their beginning, in pages',
  query: z.object({ page: PageNumber, pageSize: pageSize(10) }),
  reply: paginated(Session),
  async handle({ query: { page, pageSize: size } }, core) {
    const { user, app } = await scopeOf(core);
    const found = await core.conversations.list({
      userId: user.id,
      appId: app.id,
      order: 'createdAt',
      offset: (page - 1) * size,
      limit: size,
    });
    return toPage(found, page, size, toSession);
  },
});

const titleText = (title: unknown): string => {
  if (title === null || title === undefined) return '';
  return typeof title === 'string' ? title : JSON.stringify(title);
};

export const createSession = route({
  id: 'createSession',
  method: 'post',
  path: '/api/sessions/create',
  tag,
  summary: 'Begin a session',
  status: 201,
  body: z.object({ title: z.json().optional() }).nullish(),
  reply: Session,
  handle: async ({ body }, core) =>
    toSession(await core.conversations.create(await scopeOf(core), { title: titleText(body?.title) })),
});

export const getSession = route({
  id: 'getSession',
  method: 'get',
  path: '/api/sessions/get/{id}',
  tag,
  summary: 'One session',
  params: z.object({ id: z.string() }),
  reply: Session,
  handle: async ({ params }, core) => toSession(await requireSession(core, params.id)),
});

export const deleteSession = route({
  id: 'deleteSession',
  method: 'delete',
  path: '/api/sessions/delete/{id}',
  tag,
  summary: 'Delete a session with its messages, for good',
  params: z.object({ id: z.string() }),
  reply: z.object({ message: z.string() }),
  async handle({ params }, core) {
    await core.conversations.remove(await requireSession(core, params.id));
    return { message: 'Session deleted successfully' };
  },
});
