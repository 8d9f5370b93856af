import { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { AnswerEvent } from '../../core/conversation/question.js';
import type { Message as StoredMessage, Conversation } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import { lax } from '../lax.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import { errorBody } from './fail.js';
import { PageNumber, pageSize, paginated, scopeOf, sessionIdOf, toPage } from './sessions.js';

const tag = 'Messages';

const Source = z.object({
  kind: z.string(),
  id: z.string(),
  text: z.string(),
  at: z.string(),
  app: z.string(),
  link: z.string().optional(),
});

const Message = z.object({
  id: z.string(),
  sessionId: z.string(),
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string(),
  createdAt: z.string(),
  /** What an answer rests on; absent where it rests on nothing. */
  sources: z.array(Source).optional(),
});

function toMessage(message: StoredMessage, sessionId: string): z.input<typeof Message> {
  const { id, role, content, createdAt, sources } = message;
  return {
    id,
    sessionId,
    role,
    content,
    createdAt: new Date(createdAt).toISOString(),
    ...(sources.length === 0
      ? {}
      : { sources: sources.map((source) => ({ ...source, at: new Date(source.at).toISOString() })) }),
  };
}

const SESSION_REQUIRED = 'sessionId is required';

export const listMessages = route({
  id: 'listMessages',
  method: 'get',
  path: '/api/messages/list',
  tag,
  summary: 'Messages of a session, oldest first, in pages',
  query: z.object({
    sessionId: z.string({ error: SESSION_REQUIRED }).min(1, { error: SESSION_REQUIRED }),
    page: PageNumber,
    pageSize: pageSize(50),
  }),
  reply: paginated(Message),
  async handle({ query: { sessionId, page, pageSize: size } }, core) {
    const session = await core.conversations.find(await scopeOf(core), sessionId);
    const found = session
      ? await core.conversations.messages(session, { offset: (page - 1) * size, limit: size })
      : { items: [], total: 0 };
    return toPage(found, page, size, (message) => toMessage(message, sessionId));
  },
});

const BOTH_REQUIRED = 'sessionId and content are required';
const LONGEST_ID = 200;

const Send = z.object(
  {
    sessionId: z.string({ error: BOTH_REQUIRED }).min(1, { error: BOTH_REQUIRED }).max(LONGEST_ID),
    content: z.string({ error: BOTH_REQUIRED }).refine((text) => text.trim() !== '', { error: BOTH_REQUIRED }),
    context: z
      .object({
        systemPrompt: z.string().nullish(),
        temperature: lax.float({ min: 0, max: 2 }).nullish(),
        maxTokens: lax.int({ min: 1, max: 100_000 }).nullish(),
      })
      .nullish(),
  },
  { error: BOTH_REQUIRED },
);

/** The documented frames of one answer; `done` is true on the last chunk alone, which comes once the answer is whole. */
async function* frames(sessionId: string, answer: AsyncIterable<AnswerEvent>): AsyncGenerator<object> {
  try {
    for await (const event of answer) {
      if (event.kind === 'asked') yield { type: 'user_message', data: toMessage(event.message, sessionId) };
      else if (event.kind === 'piece')
        yield { type: 'assistant_message_chunk', data: { content: event.text, done: false } };
      else {
        yield { type: 'assistant_message_chunk', data: { content: '', done: true } };
        yield { type: 'assistant_message', data: toMessage(event.message, sessionId) };
      }
    }
  } catch (thrown) {
    const { message } = toCoreError(thrown);
    yield { type: 'error', ...errorBody(message, message) };
    return;
  }
  yield { type: 'done' };
}

function ask(
  core: Core,
  scope: Awaited<ReturnType<typeof scopeOf>>,
  conversation: Conversation,
  { content, context }: z.output<typeof Send>,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  return core.answering.ask({
    scope,
    conversation,
    content,
    systemPrompt: context?.systemPrompt,
    temperature: context?.temperature ?? undefined,
    maxTokens: context?.maxTokens ?? undefined,
    signal,
  });
}

export const sendMessage = route({
  id: 'sendMessage',
  method: 'post',
  path: '/api/messages/send',
  tag,
  summary: 'Send a message and read the answer as it comes',
  description:
    'An unknown session is begun under that id. Frames: `user_message`, `assistant_message_chunk` (the last one with `done`), `assistant_message`, `done`; or `error` as the last one.',
  body: Send,
  produces: 'text/event-stream',
  reply: z.string(),
  async handle({ body, facts }, core) {
    const scope = await scopeOf(core);
    const session = await core.conversations.ensure(scope, body.sessionId);
    if (session.userId !== scope.user.id) throw new CoreError('not_found', 'Session not found');
    return reply.events(frames(sessionIdOf(session), ask(core, scope, session, body, facts.signal)));
  },
});
