import { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { AnswerEvent } from '../../core/conversation/question.js';
import { toCoreError } from '../../ports/errors.js';
import { reply } from '../reply.js';
import { route } from '../route.js';
import { activate, activeThread, nameAfter, NEW_TITLE, requireThread, scopeOf, threadFor } from './threads.js';

const tag = 'Chat';
/** What no answer takes longer than. */
const LONGEST_MS = 180_000;
const EMPTY = 'Error: empty message';
const TIMED_OUT = 'Chat request timed out';

const Message = z.object({ message: z.string(), thread_id: z.string().nullish() });

/** The answer as it comes. Throws what went wrong, in the words that the clients show, as an `Error`. */
async function* answer(
  core: Core,
  { message, thread_id: threadId }: z.output<typeof Message>,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const scope = await scopeOf(core);
  const conversation = await threadFor(core, scope, threadId);
  await nameAfter(core, conversation, message);
  const deadline = AbortSignal.timeout(LONGEST_MS);
  try {
    yield* core.answering.ask({
      scope,
      conversation,
      content: message,
      signal: AbortSignal.any([signal, deadline]),
    });
  } catch (thrown) {
    throw new Error(deadline.aborted ? TIMED_OUT : `Error: ${toCoreError(thrown).message}`, { cause: thrown });
  }
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : `Error: ${String(thrown)}`);

export const chat = route({
  id: 'chat',
  method: 'post',
  path: '/chat',
  tag,
  summary: 'Say something and wait for the whole answer',
  description: 'What goes wrong while answering is a 200 with `error`.',
  body: Message,
  reply: z.object({ reply: z.string().nullable(), error: z.string().nullable() }),
  async handle({ body, facts }, core) {
    if (body.thread_id) await requireThread(core, await scopeOf(core), body.thread_id);
    if (body.message.trim() === '') return { reply: null, error: EMPTY };
    try {
      let text = '';
      for await (const event of answer(core, body, facts.signal)) if (event.kind === 'piece') text += event.text;
      return { reply: text, error: null };
    } catch (thrown) {
      return { reply: null, error: reasonOf(thrown) };
    }
  },
});

async function* frames(core: Core, body: z.output<typeof Message>, signal: AbortSignal): AsyncGenerator<object> {
  if (body.message.trim() === '') {
    yield { error: EMPTY };
    return;
  }
  let full = '';
  try {
    for await (const event of answer(core, body, signal)) {
      if (event.kind !== 'piece') continue;
      full += event.text;
      yield { chunk: event.text };
    }
  } catch (thrown) {
    yield { error: reasonOf(thrown) };
    return;
  }
  yield { done: true, full };
}

export const chatStream = route({
  id: 'chatStream',
  method: 'post',
  path: '/chat/stream',
  tag,
  summary: 'Say something and read the answer as it comes',
  description: 'Frames `{"chunk"}`, then `{"done": true, "full"}`; or `{"error"}` as the last one.',
  body: Message,
  produces: 'text/event-stream',
  reply: z.string(),
  async handle({ body, facts }, core) {
    if (body.thread_id) await requireThread(core, await scopeOf(core), body.thread_id);
    return reply.events(frames(core, body, facts.signal));
  },
});

export const chatModels = route({
  id: 'chatModels',
  method: 'get',
  path: '/chat/models',
  tag,
  summary: 'The models that can be chosen now',
  reply: z.object({ models: z.array(z.string()) }),
  handle: async (_input, core) => ({ models: (await core.catalog.list()).models.map(({ label }) => label) }),
});

export const chatModel = route({
  id: 'chatModel',
  method: 'get',
  path: '/chat/model',
  tag,
  summary: 'The model in use; empty where there is none',
  reply: z.object({ model: z.string() }),
  handle: async (_input, core) => ({ model: await core.catalog.current() }),
});

export const setChatModel = route({
  id: 'setChatModel',
  method: 'put',
  path: '/chat/model',
  tag,
  summary: 'Choose the model; kept until another is chosen',
  body: z.object({ model: z.string() }),
  reply: z.object({ model: z.string() }),
  handle: async ({ body }, core) => ({ model: await core.catalog.choose(body.model) }),
});

const MOST_MESSAGES = 100_000;

export const chatHistory = route({
  id: 'chatHistory',
  method: 'get',
  path: '/chat/history',
  tag,
  summary: 'What was said in a thread, oldest first; the active one where none is named',
  query: z.object({ thread_id: z.string().optional() }),
  reply: z.object({
    messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string(), timestamp: z.string() })),
    thread_id: z.string(),
  }),
  async handle({ query }, core) {
    const scope = await scopeOf(core);
    const thread = query.thread_id
      ? await requireThread(core, scope, query.thread_id)
      : await activeThread(core, scope);
    if (!thread) return { messages: [], thread_id: '' };
    const { items } = await core.conversations.messages(thread, { offset: 0, limit: MOST_MESSAGES });
    const messages = items.flatMap(({ role, content, createdAt }) =>
      role === 'system' ? [] : [{ role, content, timestamp: new Date(createdAt).toISOString() }],
    );
    return { messages, thread_id: thread.id };
  },
});

const Thread = z.object({
  id: z.string(),
  title: z.string(),
  preview: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  message_count: z.int(),
  is_active: z.boolean(),
});

type ThreadRow = NonNullable<Awaited<ReturnType<typeof activeThread>>>;

const toThread = (thread: ThreadRow, activeId: string | null): z.input<typeof Thread> => ({
  id: thread.id,
  title: thread.title || NEW_TITLE,
  preview: thread.preview,
  created_at: new Date(thread.createdAt).toISOString(),
  updated_at: new Date(thread.updatedAt).toISOString(),
  message_count: thread.messageCount,
  is_active: thread.id === activeId,
});

const MOST_THREADS = 1000;

export const listThreads = route({
  id: 'listThreads',
  method: 'get',
  path: '/chat/threads',
  tag,
  summary: 'All threads, the one last spoken in first',
  reply: z.object({ threads: z.array(Thread), active_thread_id: z.string() }),
  async handle(_input, core) {
    const scope = await scopeOf(core);
    const active = await activeThread(core, scope);
    const { items } = await core.conversations.list({
      userId: scope.user.id,
      appId: scope.app.id,
      order: 'latest',
      offset: 0,
      limit: MOST_THREADS,
    });
    return { threads: items.map((thread) => toThread(thread, active?.id ?? null)), active_thread_id: active?.id ?? '' };
  },
});

export const createThread = route({
  id: 'createThread',
  method: 'post',
  path: '/chat/threads',
  tag,
  summary: 'Begin a thread and make it the active one; an empty one is used again',
  body: z.object({ title: z.string().nullish() }).optional(),
  reply: z.object({ thread: Thread, active_thread_id: z.string() }),
  async handle({ body }, core) {
    const scope = await scopeOf(core);
    const title = body?.title?.trim() ?? '';
    const active = await activeThread(core, scope);
    const isReusable = active !== null && active.messageCount === 0 && title === '';
    const thread = isReusable ? active : await core.conversations.create(scope, { title });
    await activate(core, thread);
    return { thread: toThread(thread, thread.id), active_thread_id: thread.id };
  },
});

export const setActiveThread = route({
  id: 'setActiveThread',
  method: 'put',
  path: '/chat/threads/active',
  tag,
  summary: 'Go on with another thread',
  body: z.object({ thread_id: z.string() }),
  reply: z.object({ active_thread_id: z.string() }),
  async handle({ body }, core) {
    const thread = await requireThread(core, await scopeOf(core), body.thread_id);
    await activate(core, thread);
    return { active_thread_id: thread.id };
  },
});
