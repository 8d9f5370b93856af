import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Core } from '../../core/core.js';
import { CLOSE, type SocketRoute, type SocketSession } from '../socket.js';
import { isRefused, type Caller } from './access.js';
import { ensureSession, iso, type Context } from './context.js';
import { refusalOf, type Refusal } from './errors.js';
import { mediaOf, speak } from './speaking.js';

const Auth = z.object({
  type: z.literal('auth'),
  token: z.string().nullish(),
  session_id: z.string().max(200).nullish(),
});

const Message = z.object({
  type: z.literal('message'),
  character_id: z
    .string()
    .nullish()
    .transform((id) => id ?? 'assistant'),
  content: z.string().refine((text) => text.trim() !== '', { error: 'must not be empty' }),
  metadata: z.object({ user_name: z.string().max(200).nullish() }).nullish(),
  /** The answer also in pieces, as they come. */
  stream: z.boolean().nullish(),
});

const toFrame = ({ code, message, retryAfterSeconds }: Refusal): object => ({
  type: 'error',
  code,
  message,
  ...(retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds }),
});

const UNAUTHORIZED: Refusal = { code: 'UNAUTHORIZED', message: 'Authenticate first' };

/** Speaking over a WebSocket: `auth` first, then messages, one answer after the other. */
export const chatSocket = (context: Context): SocketRoute => ({
  path: '/api/v1/ws/chat',
  summary: 'Speak with characters in real time',
  async serve(session, core) {
    let client: Client | null = null;
    for await (const incoming of session.messages) {
      if (client === null) {
        client = authenticate(incoming, context, session);
        if (client === null) return;
      } else if (Auth.safeParse(incoming).success) {
        client = authenticate(incoming, context, session);
        if (client === null) return;
      } else await answer(incoming, client, context, session, core);
    }
  },
});

interface Client {
  caller: Caller;
  token: string | null;
  sessionName: string;
}

/** Null = refused, and told so. */
function authenticate(incoming: unknown, { access }: Context, session: SocketSession): Client | null {
  const auth = Auth.safeParse(incoming);
  const token = auth.success ? (auth.data.token ?? null) : null;
  const admitted = auth.success ? access.admit(token) : UNAUTHORIZED;
  if (!isRefused(admitted))
    return { caller: admitted, token, sessionName: (auth.success && auth.data.session_id) || randomUUID() };
  session.send(toFrame(admitted));
  session.close(CLOSE.refused, admitted.code);
  return null;
}

async function answer(
  incoming: unknown,
  { caller, token, sessionName }: Client,
  { access, meter }: Context,
  session: SocketSession,
  core: Core,
): Promise<void> {
  if (incoming === undefined) {
    session.send(toFrame({ code: 'INVALID_REQUEST', message: 'The message is not valid JSON' }));
    return;
  }
  const message = Message.safeParse(incoming);
  if (!message.success) {
    const [issue] = message.error.issues;
    const field = issue?.path.join('.') || 'message';
    session.send(toFrame({ code: 'INVALID_REQUEST', message: `${field}: ${issue?.message ?? 'not as expected'}` }));
    return;
  }
  const admitted = access.admit(token);
  if (isRefused(admitted)) {
    session.send(toFrame(admitted));
    return;
  }
  const { character_id: characterId, content, metadata, stream } = message.data;
  const typing = (isTyping: boolean): void =>
    session.send({ type: 'typing', character_id: characterId, is_typing: isTyping });
  const started = performance.now();
  try {
    await core.characters.require(characterId);
    const conversation = await ensureSession(core, sessionName, caller);
    meter.active(conversation.id);
    typing(true);
    const events = speak(core, {
      session: conversation,
      characterId,
      message: content,
      userName: metadata?.user_name,
      signal: session.signal,
    });
    for await (const event of events) {
      if (event.kind === 'piece' && stream)
        session.send({ type: 'response_chunk', character_id: characterId, content: event.text });
      else if (event.kind === 'answered')
        session.send({
          type: 'response',
          character_id: characterId,
          content: event.message.content,
          timestamp: iso(event.message.createdAt),
          ...(await mediaOf(event.message, core)),
        });
    }
    meter.note(performance.now() - started, false);
  } catch (thrown) {
    meter.note(performance.now() - started, true);
    session.send(toFrame(refusalOf(thrown)));
  }
  typing(false);
}
