import type { Conversation, Message } from '../../../ports/entities.js';
import type { Change, ConversationQuery, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import {
  fromConversation,
  toConversation,
  toMessage,
  type ConversationRow,
  type MessageRow,
} from '../../storeRows/conversations.js';
import type { Database } from '../database.js';
import { countOf, inOrder, rowsOf, Where, type WriteContext } from './shared.js';

export const conversationReads = {
  getConversation: (database: Database, userId: string | null, id: string): Conversation | null => {
    const row = database.get<ConversationRow>('SELECT * FROM conversations WHERE id = ?', [id]);
    return row && (userId === null || row.user_id === userId) ? toConversation(row) : null;
  },
  findConversation: (database: Database, userId: string, appId: string, alias: string): Conversation | null => {
    const row = database.get<ConversationRow>('SELECT * FROM conversations WHERE app_id = ? AND alias = ?', [
      appId,
      alias,
    ]);
    return row?.user_id === userId ? toConversation(row) : null;
  },
  listConversations: (database: Database, query: ConversationQuery): Page<Conversation> => {
    const where = new Where().add('user_id = ?', query.userId).add('app_id = ?', query.appId);
    const order = query.order === 'latest' ? 'updated_at DESC, rowid DESC' : 'created_at, rowid';
    return {
      items: database
        .all<ConversationRow>(`SELECT * FROM conversations ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [
          ...where.params,
          query.limit,
          query.offset,
        ])
        .map(toConversation),
      total: countOf(database, `SELECT count(*) AS n FROM conversations ${where.sql}`, where.params),
    };
  },
  listMessages: (
    database: Database,
    userId: string,
    conversationId: string,
    { offset, limit, fromEnd = false }: Slice & { fromEnd?: boolean },
  ): Page<Message> => {
    const rows = database.all<MessageRow>(
      `SELECT * FROM messages WHERE conversation_id = ? AND user_id = ? ORDER BY position ${fromEnd ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`,
      [conversationId, userId, limit, offset],
    );
    return {
      items: (fromEnd ? rows.reverse() : rows).map(toMessage),
      total: countOf(database, 'SELECT count(*) AS n FROM messages WHERE conversation_id = ? AND user_id = ?', [
        conversationId,
        userId,
      ]),
    };
  },
  getMessages: (database: Database, userId: string | null, ids: string[]): Message[] =>
    inOrder(ids, rowsOf<MessageRow>(database, 'messages', ids), userId).map(toMessage),
  scanMessages: (
    database: Database,
    cursor: number,
    limit: number,
    since?: number,
  ): { items: Message[]; cursor: number | null } => {
    const where = new Where().add('rowid > ?', cursor).add('revision > ?', since);
    const rows = database.all<MessageRow & { place: number }>(
      `SELECT rowid AS place, * FROM messages ${where.sql} ORDER BY rowid LIMIT ?`,
      [...where.params, limit],
    );
    return { items: rows.map(toMessage), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  },
  countSpoken: (database: Database, userId: string, characterId: string, since: number): number =>
    countOf(
      database,
      'SELECT count(DISTINCT conversation_id) AS n FROM messages WHERE user_id = ? AND character_id = ? AND created_at >= ?',
      [userId, characterId, since],
    ),
  countMessages: (database: Database): number => countOf(database, 'SELECT count(*) AS n FROM messages', []),
};

export function putConversation({ rows }: WriteContext, conversation: Conversation): void {
  rows.put('conversations', fromConversation(conversation));
}

export function patchConversation(
  { database, rows }: WriteContext,
  { userId, id, patch }: Extract<Change, { kind: 'conversation.patch' }>,
): void {
  const before = conversationReads.getConversation(database, userId, id);
  if (before) rows.put('conversations', fromConversation({ ...before, ...patch }));
}

export function eraseConversation(
  { database, rows }: WriteContext,
  { userId, id }: Extract<Change, { kind: 'conversation.erase' }>,
): void {
  if (!conversationReads.getConversation(database, userId, id)) return;
  rows.remove('conversations', { id });
  rows.remove('messages', { conversation_id: id });
}

export function clearConversation(
  { database, rows }: WriteContext,
  { userId, id, now }: Extract<Change, { kind: 'conversation.clear' }>,
): void {
  const before = conversationReads.getConversation(database, userId, id);
  if (!before) return;
  rows.remove('messages', { conversation_id: id });
  rows.put('conversations', fromConversation({ ...before, messageCount: 0, preview: '', updatedAt: now }));
}

export function rewindConversation(
  { database, rows }: WriteContext,
  { userId, id, messageId }: Extract<Change, { kind: 'conversation.rewind' }>,
): void {
  const before = conversationReads.getConversation(database, userId, id);
  const gone = database.all<{ id: string }>(
    `SELECT m.id FROM messages m JOIN messages from_here ON from_here.conversation_id = m.conversation_id
     WHERE from_here.id = ? AND m.conversation_id = ? AND m.position >= from_here.position`,
    [messageId, id],
  );
  if (!before || gone.length === 0) return;
  for (const message of gone) rows.remove('messages', { id: message.id });
  const last = database.get<{ content: string }>(
    'SELECT content FROM messages WHERE conversation_id = ? ORDER BY position DESC LIMIT 1',
    [id],
  );
  const messageCount = before.messageCount - gone.length;
  rows.put('conversations', fromConversation({ ...before, messageCount, preview: previewOf(last?.content ?? '') }));
}

const PREVIEW_LENGTH = 88;

const previewOf = (content: string): string =>
  content.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH).toWellFormed();

export function addMessage({ database, rows, revision }: WriteContext, message: Message): void {
  const conversation = conversationReads.getConversation(database, message.userId, message.conversationId);
  if (!conversation) return;
  const last = database.get<{ position: number }>(
    'SELECT position FROM messages WHERE conversation_id = ? ORDER BY position DESC LIMIT 1',
    [conversation.id],
  );
  rows.put('messages', {
    id: message.id,
    conversation_id: message.conversationId,
    user_id: message.userId,
    app_id: message.appId,
    position: (last?.position ?? 0) + 1,
    role: message.role,
    content: message.content,
    character_id: message.characterId,
    model: message.model,
    sources: toText(message.sources),
    metadata: toText(message.metadata),
    created_at: message.createdAt,
    revision,
  });
  rows.put(
    'conversations',
    fromConversation({
      ...conversation,
      messageCount: conversation.messageCount + 1,
      preview: previewOf(message.content),
      updatedAt: Math.max(conversation.updatedAt, message.createdAt),
    }),
  );
}
