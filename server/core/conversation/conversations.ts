import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { Conversation, Message, MessageRole, Source } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { OwnedId, SearchIndex } from '../../ports/searchIndex.js';
import type { ConversationQuery, Page, Slice, Store } from '../../ports/store.js';
import type { Log } from '../../ports/log.js';
import type { Scope } from '../memory/identity.js';
import { redactJson, redactSecrets } from '../redaction/redact.js';
import { messageDocument } from './indexSource.js';

export interface NewMessage {
  role: MessageRole;
  content: string;
  characterId?: string | null | undefined;
  model?: string | null | undefined;
  sources?: Source[] | undefined;
  metadata?: JsonObject | undefined;
}

/** What was said, shared by all clients: each finds its own by the name it gave, and any by its id. */
export interface Conversations {
  create(scope: Scope, fields: { alias?: string | null; title?: string; metadata?: JsonObject }): Promise<Conversation>;
  /** By the client's own name for it, or by the id of any conversation of the user. */
  find(scope: Scope, name: string): Promise<Conversation | null>;
  /** The same; one is begun under that name where there is none. Two at once begin the same one. */
  ensure(scope: Scope, name: string, metadata?: JsonObject): Promise<Conversation>;
  list(query: ConversationQuery): Promise<Page<Conversation>>;
  /** In how many conversations of a user a character has spoken, ever and since midnight. */
  useOf(userName: string, characterId: string): Promise<{ total: number; today: number }>;
  rename(conversation: Conversation, title: string): Promise<void>;
  /** Keeps a message, with secrets blacked out. Throws `not_found` when the conversation is gone. */
  append(conversation: Conversation, message: NewMessage): Promise<Message>;
  messages(conversation: Conversation, slice: Slice & { fromEnd?: boolean }): Promise<Page<Message>>;
  /** Throws `not_found`. */
  findMessage(scope: Scope, id: string): Promise<Message>;
  /** Removes it with its messages, for good. */
  remove(conversation: Conversation): Promise<void>;
  /** Removes that message and all after it, for good, so that it can be said anew. Throws `not_found`. */
  rewind(conversation: Conversation, messageId: string): Promise<void>;
  /** Removes its messages, for good. */
  clear(conversation: Conversation): Promise<void>;
}

export interface ConversationsDeps {
  store: Store;
  index: Pick<SearchIndex, 'put' | 'remove'>;
  clock: Clock;
  log: Log;
  /** What was made of messages goes with them. */
  onErased: (messageIds: readonly string[]) => Promise<void>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BATCH = 1000;
const TITLE_LENGTH = 200;

function newConversation(
  { user, app }: Scope,
  { alias = null, title = '', metadata = {} }: Parameters<Conversations['create']>[1],
  now: number,
): Conversation {
  return {
    id: randomUUID(),
    userId: user.id,
    appId: app.id,
    alias,
    title: redactSecrets(title).text.slice(0, TITLE_LENGTH),
    metadata: redactJson(metadata) as JsonObject,
    preview: '',
    messageCount: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function newMessage(
  { id: conversationId, userId, appId }: Conversation,
  { role, content, characterId, model, sources, metadata }: Parameters<Conversations['append']>[1],
  now: number,
): Message {
  return {
    id: randomUUID(),
    conversationId,
    userId,
    appId,
    role,
    content: redactSecrets(content).text,
    characterId: characterId ?? null,
    model: model ?? null,
    sources: sources ?? [],
    metadata: redactJson(metadata ?? {}) as JsonObject,
    createdAt: now,
  };
}

export function createConversations({ store, index, clock, log, onErased }: ConversationsDeps): Conversations {
  const create: Conversations['create'] = async (scope, about) => {
    const conversation = newConversation(scope, about, clock.now());
    await store.commit([{ kind: 'conversation.put', conversation }]);
    return conversation;
  };

  const find: Conversations['find'] = async ({ user, app }, name) =>
    (await store.findConversation(user.id, app.id, name)) ??
    (UUID.test(name) ? await store.getConversation(user.id, name) : null);

  return {
    create,
    find,
    async ensure(scope, name, metadata) {
      const known = await find(scope, name);
      if (known) return known;
      try {
        return await create(scope, { alias: name, ...(metadata ? { metadata } : {}) });
      } catch (error) {
        // Somebody else began it in this moment: its name is taken.
        const begun = await find(scope, name);
        if (begun) return begun;
        throw error;
      }
    },
    list: (query) => store.listConversations(query),
    useOf: (userName, characterId) => countUse(store, clock, userName, characterId),
    async rename({ userId, id, updatedAt }, title) {
      const patch = { title: redactSecrets(title).text.slice(0, TITLE_LENGTH), updatedAt };
      await store.commit([{ kind: 'conversation.patch', userId, id, patch }]);
    },
    async append(conversation, said) {
      const message = newMessage(conversation, said, clock.now());
      await store.commit([{ kind: 'message.add', message }]);
      await follow(log, () => index.put([messageDocument(message)]));
      if (!(await store.getConversation(conversation.userId, conversation.id))) {
        await index.remove([message]);
        throw new CoreError('not_found', 'The conversation was deleted');
      }
      return message;
    },
    messages: ({ userId, id }, slice) => store.listMessages(userId, id, slice),
    async findMessage({ user }, id) {
      const [message] = await store.getMessages(user.id, [id]);
      if (!message) throw new CoreError('not_found', 'Message not found');
      return message;
    },
    async remove({ userId, id }) {
      const ids = await messageIds(store, userId, id);
      await store.commit([{ kind: 'conversation.erase', userId, id }]);
      await follow(log, () => index.remove(owned(userId, ids)));
      await onErased(ids);
    },
    async rewind({ userId, id }, messageId) {
      const ids = await messageIds(store, userId, id);
      const from = ids.indexOf(messageId);
      if (from < 0) throw new CoreError('not_found', 'Message not found');
      await store.commit([{ kind: 'conversation.rewind', userId, id, messageId }]);
      await follow(log, () => index.remove(owned(userId, ids.slice(from))));
    },
    async clear({ userId, id }) {
      const ids = await messageIds(store, userId, id);
      await store.commit([{ kind: 'conversation.clear', userId, id, now: clock.now() }]);
      await follow(log, () => index.remove(owned(userId, ids)));
      await onErased(ids);
    },
  };
}

const owned = (userId: string, ids: readonly string[]): OwnedId[] => ids.map((id) => ({ userId, id }));

/** What the store took is never reported as failed because the index could not follow. */
async function follow(log: Log, update: () => Promise<void>): Promise<void> {
  try {
    await update();
  } catch (error) {
    log.warn('The search index missed a message and will be rebuilt', {
      reason: error instanceof Error ? error.message : 'unknown',
    });
  }
}

async function messageIds(store: Store, userId: string, conversationId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; offset += BATCH) {
    const { items } = await store.listMessages(userId, conversationId, { offset, limit: BATCH });
    ids.push(...items.map(({ id }) => id));
    if (items.length < BATCH) return ids;
  }
}

async function countUse(
  store: Store,
  clock: Clock,
  userName: string,
  characterId: string,
): Promise<{ total: number; today: number }> {
  const user = await store.findUser(userName);
  if (!user) return { total: 0, today: 0 };
  const midnight = new Date(clock.now()).setHours(0, 0, 0, 0);
  const [total, today] = await Promise.all([
    store.countSpoken(user.id, characterId, 0),
    store.countSpoken(user.id, characterId, midnight),
  ]);
  return { total, today };
}
