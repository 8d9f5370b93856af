import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Message } from '../../ports/entities.js';
import { lax } from '../lax.js';
import { route } from '../route.js';
import { callerOf, ensureSession, findSession, iso, sessionIdOf, type Context } from './context.js';
import { speak } from './speaking.js';

const tag = 'Chat';
const MAX_NAME = 200;
const BLANK = 'must not be empty';
const notBlank = (text: string): boolean => text.trim() !== '';

const SendMessage = z.object({
  message: z.string().refine(notBlank, { error: BLANK }),
  character_id: z
    .string()
    .nullish()
    .transform((id) => id ?? 'assistant'),
  session_id: z.string().max(MAX_NAME).nullish(),
  context: z
    .object({ user_name: z.string().max(MAX_NAME).nullish(), conversation_history: lax.bool().nullish() })
    .nullish(),
});

export const sendMessage = ({ meter }: Context) =>
  route({
    id: 'sendMessage',
    method: 'post',
    path: '/api/v1/chat/message',
    tag,
    summary: 'Say something to a character and wait for the answer',
    description: 'Without a `session_id` a session is begun and its id returned.',
    body: SendMessage,
    reply: z.object({
      response: z.string(),
      character_id: z.string(),
      session_id: z.string(),
      timestamp: z.string(),
      metadata: z.object({
        tokens_used: z.int().nullable(),
        response_time_ms: z.int(),
        confidence: z.number().nullable(),
        model: z.string().nullable(),
        sources: z.array(
          z.object({
            kind: z.string(),
            id: z.string(),
            text: z.string(),
            at: z.string(),
            app: z.string(),
            link: z.string().optional(),
          }),
        ),
      }),
    }),
    async handle({ body, facts }, core) {
      const started = performance.now();
      await core.characters.require(body.character_id);
      const session = await ensureSession(core, body.session_id || randomUUID(), callerOf(facts));
      meter.active(session.id);
      let answer: Message | null = null;
      const events = speak(core, {
        session,
        characterId: body.character_id,
        message: body.message,
        userName: body.context?.user_name,
        usesHistory: body.context?.conversation_history ?? undefined,
        signal: facts.signal,
      });
      for await (const event of events) if (event.kind === 'answered') answer = event.message;
      return {
        response: answer?.content ?? '',
        character_id: body.character_id,
        session_id: sessionIdOf(session),
        timestamp: iso(answer?.createdAt ?? core.system.now()),
        metadata: {
          // Nobody measures these two.
          tokens_used: null,
          response_time_ms: Math.round(performance.now() - started),
          confidence: null,
          model: answer?.model ?? null,
          sources: (answer?.sources ?? []).map((source) => ({ ...source, at: iso(source.at) })),
        },
      };
    },
  });

const Session = z.object({ session_id: z.string() });

export const getHistory = route({
  id: 'getHistory',
  method: 'get',
  path: '/api/v1/chat/history/{session_id}',
  tag,
  summary: 'What was said in a session, oldest first',
  params: Session,
  query: z.object({ limit: lax.int({ min: 1, max: 1000 }).default(50), offset: lax.int({ min: 0 }).default(0) }),
  reply: z.object({
    session_id: z.string(),
    messages: z.array(
      z.object({
        id: z.string(),
        timestamp: z.string(),
        role: z.enum(['user', 'assistant', 'system']),
        content: z.string(),
        character_id: z.string().optional(),
      }),
    ),
    total_count: z.int(),
    has_more: z.boolean(),
  }),
  async handle({ params, query: { limit, offset }, facts }, core) {
    const session = await findSession(core, params.session_id, callerOf(facts));
    const { items, total } = session
      ? await core.conversations.messages(session, { offset, limit })
      : { items: [], total: 0 };
    return {
      session_id: params.session_id,
      messages: items.map(({ id, createdAt, role, content, characterId }) => ({
        id,
        timestamp: iso(createdAt),
        role,
        content,
        ...(characterId === null ? {} : { character_id: characterId }),
      })),
      total_count: total,
      has_more: offset + items.length < total,
    };
  },
});

export const clearHistory = route({
  id: 'clearHistory',
  method: 'delete',
  path: '/api/v1/chat/history/{session_id}',
  tag,
  summary: 'Forget what was said in a session, for good',
  params: Session,
  reply: z.object({ message: z.string(), session_id: z.string(), cleared_at: z.string() }),
  async handle({ params, facts }, core) {
    const session = await findSession(core, params.session_id, callerOf(facts));
    if (session) await core.conversations.clear(session);
    return {
      message: 'Conversation history cleared successfully',
      session_id: params.session_id,
      cleared_at: iso(core.system.now()),
    };
  },
});
