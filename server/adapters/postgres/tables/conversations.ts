import type { Conversation } from '../../../ports/entities.js';
import type { Change, ConversationQuery, Page } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { fromConversation, toConversation, type ConversationRow } from '../../storeRows/conversations.js';
import type { Session } from '../pool.js';
import { markDue, patchRow, putRows, type TableOf } from '../rows.js';
import { pageOf, rowsOf, Where } from '../sql.js';

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  app_id: 'text',
  alias: 'text',
  title: 'text',
  metadata: 'text',
  preview: 'text',
  message_count: 'bigint',
  created_at: 'float8',
  updated_at: 'float8',
} as const;

const CONVERSATIONS: TableOf<keyof typeof COLUMNS> = {
  name: 'conversations',
  key: ['user_id', 'id'],
  columns: COLUMNS,
};

export async function getConversation(
  session: Session,
  userId: string | null,
  id: string,
): Promise<Conversation | null> {
  const [row] = await rowsOf<ConversationRow>(session, 'conversations', userId, [id]);
  return row ? toConversation(row) : null;
}

export async function findConversation(
  session: Session,
  userId: string,
  appId: string,
  alias: string,
): Promise<Conversation | null> {
  const row = await session.get<ConversationRow>(
    'SELECT * FROM loci.conversations WHERE user_id = $1 AND app_id = $2 AND alias = $3',
    [userId, appId, alias],
  );
  return row ? toConversation(row) : null;
}

export async function listConversations(session: Session, query: ConversationQuery): Promise<Page<Conversation>> {
  const where = new Where().add('user_id = ?', query.userId).add('app_id = ?', query.appId);
  const order = query.order === 'latest' ? 'updated_at DESC, place DESC' : 'created_at, place';
  const { rows, total } = await pageOf<ConversationRow>(session, { from: 'loci.conversations', where, order }, query);
  return { items: rows.map(toConversation), total };
}

export async function putConversation(session: Session, conversation: Conversation): Promise<void> {
  await putRows(session, CONVERSATIONS, [fromConversation(conversation)]);
}

export async function patchConversation(
  session: Session,
  { userId, id, patch }: Extract<Change, { kind: 'conversation.patch' }>,
): Promise<void> {
  await patchRow(session, CONVERSATIONS, userId, id, {
    title: patch.title,
    metadata: patch.metadata === undefined ? undefined : toText(patch.metadata),
    updated_at: patch.updatedAt,
  });
}

/** Holds the conversation until this is committed: what is said in it comes one after another. Null = it is gone. */
export async function lockConversation(session: Session, userId: string, id: string): Promise<Conversation | null> {
  const row = await session.get<ConversationRow>(
    'SELECT * FROM loci.conversations WHERE user_id = $1 AND id = $2 FOR UPDATE',
    [userId, id],
  );
  return row ? toConversation(row) : null;
}

async function eraseMessages(session: Session, userId: string, id: string): Promise<void> {
  const gone = await session.all<{ id: string }>(
    'DELETE FROM loci.messages WHERE user_id = $1 AND conversation_id = $2 RETURNING id',
    [userId, id],
  );
  await markDue(
    session,
    userId,
    'message',
    gone.map((message) => message.id),
  );
}

export async function eraseConversation(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'conversation.erase' }>,
): Promise<void> {
  const gone = await session.run('DELETE FROM loci.conversations WHERE user_id = $1 AND id = $2', [userId, id]);
  if (gone > 0) await eraseMessages(session, userId, id);
}

export async function clearConversation(
  session: Session,
  { userId, id, now }: Extract<Change, { kind: 'conversation.clear' }>,
): Promise<void> {
  const isHere = await patchRow(session, CONVERSATIONS, userId, id, { message_count: 0, preview: '', updated_at: now });
  if (isHere) await eraseMessages(session, userId, id);
}

/** After its messages changed. */
export async function tellOf(
  session: Session,
  { userId, id }: Conversation,
  about: { messageCount: number; preview: string; updatedAt?: number },
): Promise<void> {
  await patchRow(session, CONVERSATIONS, userId, id, {
    message_count: about.messageCount,
    preview: about.preview,
    updated_at: about.updatedAt,
  });
}
