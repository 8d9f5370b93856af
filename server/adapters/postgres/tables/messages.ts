import type { Message } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toMessage, type MessageRow } from '../../storeRows/conversations.js';
import type { Session } from '../pool.js';
import { WRITTEN_AFTER } from '../revision.js';
import { markDue, putRows, type TableOf } from '../rows.js';
import { batchOf, countOf, everyUser, pageOf, rowsOf, Where } from '../sql.js';
import { lockConversation, tellOf } from './conversations.js';

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  conversation_id: 'text',
  app_id: 'text',
  position: 'bigint',
  role: 'text',
  content: 'text',
  character_id: 'text',
  model: 'text',
  sources: 'text',
  metadata: 'text',
  created_at: 'float8',
} as const;

const MESSAGES: TableOf<keyof typeof COLUMNS> = {
  name: 'messages',
  key: ['user_id', 'id'],
  columns: COLUMNS,
  isVersioned: true,
};

export async function listMessages(
  session: Session,
  userId: string,
  conversationId: string,
  { fromEnd = false, ...slice }: Slice & { fromEnd?: boolean | undefined },
): Promise<Page<Message>> {
  const where = new Where().add('user_id = ?', userId).add('conversation_id = ?', conversationId);
  const order = `position ${fromEnd ? 'DESC' : 'ASC'}`;
  const { rows, total } = await pageOf<MessageRow>(session, { from: 'loci.messages', where, order }, slice);
  return { items: (fromEnd ? rows.reverse() : rows).map(toMessage), total };
}

export async function getMessages(session: Session, userId: string | null, ids: string[]): Promise<Message[]> {
  return (await rowsOf<MessageRow>(session, 'messages', userId, ids)).map(toMessage);
}

export async function scanMessages(
  session: Session,
  cursor: number,
  limit: number,
  since?: number,
): Promise<{ items: Message[]; cursor: number | null }> {
  const where = new Where()
    .user('user_id', null, 'scan')
    .add('place > ?', cursor)
    .add(WRITTEN_AFTER, since === undefined ? undefined : String(since));
  const batch = await batchOf<MessageRow & { place: number }>(session, 'loci.messages', where, limit);
  return { items: batch.rows.map(toMessage), cursor: batch.cursor };
}

export const countMessages = (session: Session): Promise<number> =>
  countOf(session, `SELECT count(*) AS n FROM loci.messages ${everyUser('counts')}`);

export const countSpoken = (session: Session, userId: string, characterId: string, since: number): Promise<number> =>
  countOf(
    session,
    'SELECT count(DISTINCT conversation_id) AS n FROM loci.messages WHERE user_id = $1 AND character_id = $2 AND created_at >= $3',
    [userId, characterId, since],
  );

export async function rewindConversation(
  session: Session,
  { userId, id, messageId }: Extract<Change, { kind: 'conversation.rewind' }>,
): Promise<void> {
  const conversation = await lockConversation(session, userId, id);
  if (!conversation) return;
  const gone = await session.all<{ id: string }>(
    `DELETE FROM loci.messages WHERE user_id = $1 AND conversation_id = $2 AND position >=
       (SELECT position FROM loci.messages WHERE user_id = $1 AND conversation_id = $2 AND id = $3) RETURNING id`,
    [userId, id, messageId],
  );
  if (gone.length === 0) return;
  const last = await lastOf(session, userId, id);
  const messageCount = conversation.messageCount - gone.length;
  await tellOf(session, conversation, { messageCount, preview: previewOf(last?.content ?? '') });
  await markDue(
    session,
    userId,
    'message',
    gone.map((message) => message.id),
  );
}

export async function addMessage(session: Session, message: Message): Promise<void> {
  const conversation = await lockConversation(session, message.userId, message.conversationId);
  if (!conversation) return;
  const last = await lastOf(session, message.userId, conversation.id);
  const row = {
    user_id: message.userId,
    id: message.id,
    conversation_id: message.conversationId,
    app_id: message.appId,
    position: (last?.position ?? 0) + 1,
    role: message.role,
    content: message.content,
    character_id: message.characterId,
    model: message.model,
    sources: toText(message.sources),
    metadata: toText(message.metadata),
    created_at: message.createdAt,
  };
  await putRows(session, MESSAGES, [row]);
  await tellOf(session, conversation, {
    messageCount: conversation.messageCount + 1,
    preview: previewOf(message.content),
    updatedAt: Math.max(conversation.updatedAt, message.createdAt),
  });
  await markDue(session, message.userId, 'message', [message.id]);
}

const lastOf = (session: Session, userId: string, conversationId: string) =>
  session.get<{ position: number; content: string }>(
    `SELECT position, content FROM loci.messages WHERE user_id = $1 AND conversation_id = $2 ORDER BY position DESC LIMIT 1`,
    [userId, conversationId],
  );

const PREVIEW_LENGTH = 88;

const previewOf = (content: string): string =>
  content.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH).toWellFormed();
