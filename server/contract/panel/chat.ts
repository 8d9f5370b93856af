import { z } from 'zod';
import { Id, Moment, Nothing, Slice, Text } from './common.js';
import { request } from './define.js';

export const ConversationRow = z.object({
  id: Id,
  /** '' until somebody names it. */
  title: z.string(),
  preview: z.string(),
  app: z.string(),
  messageCount: z.int(),
  updatedAt: Moment,
});
export type ConversationRow = z.output<typeof ConversationRow>;

/** What an answer used: a memory to open, or a moment of the screen to play. */
export const SourceRow = z.object({
  kind: z.enum(['memory', 'screen', 'activity', 'conversation']),
  id: z.string(),
  text: z.string(),
  at: Moment,
  app: z.string(),
});
export type SourceRow = z.output<typeof SourceRow>;

export const MessageRow = z.object({
  id: Id,
  role: z.enum(['user', 'assistant', 'system']),
  text: z.string(),
  /** null = a person, or answered without a model. */
  model: z.string().nullable(),
  characterId: z.string().nullable(),
  sources: z.array(SourceRow),
  at: Moment,
  /** Where it can be heard, on the service; null = nowhere. */
  audioUrl: z.string().nullable(),
});
export type MessageRow = z.output<typeof MessageRow>;

const Asking = z.object({ askId: Id, conversationId: Id });

export const ChatSetting = z.object({
  models: z.array(z.object({ label: z.string(), provider: z.string() })),
  /** Label of the one in force; '' = none. */
  current: z.string(),
  state: z.enum(['healthy', 'unavailable', 'not_configured', 'disabled']),
  failures: z.array(z.object({ provider: z.string(), reason: z.string() })),
  characters: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })),
});
export type ChatSetting = z.output<typeof ChatSetting>;

/** What the Chat panel asks. */
export const CHAT_REQUESTS = {
  'chat.setting': request(Nothing, ChatSetting),
  /** Keeps the person's choice, for all of Loci. */
  'chat.chooseModel': request(z.object({ label: z.string().max(500) }), z.object({ current: z.string() })),
  /** The one last spoken in first. */
  'chat.list': request(z.object(Slice), z.object({ items: z.array(ConversationRow), total: z.int() })),
  /** In order, the last `limit` of them after leaving out `offset` from the end; and what is being answered now. */
  'chat.messages': request(
    z.object({ conversationId: Id, ...Slice }),
    z.object({
      items: z.array(MessageRow),
      total: z.int(),
      running: z.object({ askId: Id, text: z.string() }).nullable(),
    }),
  ),
  /**
   * Answers as soon as it is under way; the answer comes in events. `conversationId` null begins a new conversation.
   * With `replacing`, that message and all after it are taken back first.
   */
  'chat.ask': request(
    z.object({
      conversationId: Id.nullable(),
      text: Text,
      characterId: z.string().max(200).nullable().default(null),
      replacing: Id.nullable().default(null),
    }),
    Asking,
  ),
  /** The conversation that a message stands in. */
  'chat.find': request(z.object({ messageId: Id }), z.object({ conversationId: Id })),
  'chat.stop': request(z.object({ askId: Id }), z.object({ stopped: z.boolean() })),
  'chat.rename': request(z.object({ conversationId: Id, title: z.string().max(200) }), Nothing),
  'chat.delete': request(z.object({ conversationId: Id }), Nothing),
} as const;

export const CHAT_EVENTS = {
  /** The question is kept. */
  'chat.asked': Asking.extend({ message: MessageRow }),
  /** `from`: how much of the answer, in UTF-16 units, stands before this piece. */
  'chat.delta': Asking.extend({ from: z.int(), text: z.string() }),
  /** The answer is kept. */
  'chat.answered': Asking.extend({ message: MessageRow }),
  /** No answer came, or only a part, which is not kept. `code` is `cancelled` where somebody stopped it. */
  'chat.failed': Asking.extend({ code: z.string(), message: z.string() }),
  /** Conversations were begun, spoken in, renamed or removed. */
  'chat.changed': Nothing,
} as const;
