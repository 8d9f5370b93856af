import type { RowKind, StoredRows } from '../../../ports/store.js';
import { fromText } from '../../storeRows/json.js';
import { toSession, type SessionRow } from '../../storeRows/activity.js';
import { toConversation, toMessage, type ConversationRow, type MessageRow } from '../../storeRows/conversations.js';
import { toAccess, toStateChange, type AccessRow, type StateChangeRow } from '../../storeRows/events.js';
import { toCategory, toMemory, type CategoryRow, type MemoryRow } from '../../storeRows/memories.js';
import { toApp, toToken, toUser, type AppRow, type TokenRow, type UserRow } from '../../storeRows/people.js';
import { toRecording, toScreenText, type RecordingRow, type ScreenTextRow } from '../../storeRows/recordings.js';
import { toBuffer, toTask, type BufferRow, type TaskRow } from '../../storeRows/work.js';
import type { Session } from '../pool.js';
import { everyUser } from '../sql.js';
import type { Row } from '../values.js';
import { toVector, type VectorRow } from './vectors.js';

interface Batch<T> {
  items: T[];
  cursor: number | null;
}
type Scan<T> = (session: Session, cursor: number, limit: number) => Promise<Batch<T>>;

/** In order of insertion. `from` calls its table `t`. */
const byPlace =
  <R extends Row, T>(from: string, toItem: (row: R) => T, columns = 't.*'): Scan<T> =>
  async (session, cursor, limit) => {
    const rows = await session.all<R & { place: number }>(
      `SELECT ${columns} FROM loci.${from} ${everyUser('copy')} WHERE t.place > $1 ORDER BY t.place LIMIT $2`,
      [cursor, limit],
    );
    return { items: rows.map(toItem), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  };

/** By its key, where no order of insertion is kept; the cursor counts rows. */
const byKey =
  <R extends Row, T>(table: string, key: string, toItem: (row: R) => T): Scan<T> =>
  async (session, cursor, limit) => {
    const rows = await session.all<R>(
      `SELECT * FROM loci.${table} ${everyUser('copy')} ORDER BY ${key} LIMIT $1 OFFSET $2`,
      [limit, cursor],
    );
    return { items: rows.map(toItem), cursor: rows.length < limit ? null : cursor + limit };
  };

const SCANS: { [K in RowKind]: Scan<StoredRows[K]> } = {
  user: byPlace<UserRow, StoredRows['user']>('users t', toUser),
  token: byPlace<TokenRow, StoredRows['token']>('tokens t', toToken),
  app: byPlace<AppRow<boolean>, StoredRows['app']>('apps t', toApp),
  category: byKey<CategoryRow, StoredRows['category']>('categories', 'id', toCategory),
  memory: byPlace<MemoryRow, StoredRows['memory']>('memories t', toMemory),
  vector: byPlace<VectorRow & { hash: string }, StoredRows['vector']>(
    'memory_vectors t JOIN loci.memories m ON m.user_id = t.user_id AND m.id = t.memory_id',
    (row) => ({ ...toVector(row), hash: row.hash }),
    't.*, m.hash',
  ),
  stateChange: byPlace<StateChangeRow, StoredRows['stateChange']>('state_changes t', toStateChange),
  access: byPlace<AccessRow, StoredRows['access']>('accesses t', toAccess),
  conversation: byPlace<ConversationRow, StoredRows['conversation']>('conversations t', toConversation),
  message: byPlace<MessageRow, StoredRows['message']>('messages t', toMessage),
  recording: byPlace<RecordingRow<boolean>, StoredRows['recording']>('recordings t', toRecording),
  screenText: byPlace<ScreenTextRow, StoredRows['screenText']>('screen_texts t', toScreenText),
  activitySession: byKey<SessionRow, StoredRows['activitySession']>('activity_sessions', 'user_id, id', toSession),
  activityCount: byKey<Row & { user_id: string; value: number }, StoredRows['activityCount']>(
    'counters',
    'user_id',
    ({ user_id: userId, value }) => ({ userId, last: value }),
  ),
  task: byPlace<TaskRow, StoredRows['task']>('tasks t', toTask),
  buffer: byKey<BufferRow, StoredRows['buffer']>('buffers', 'user_id, key', toBuffer),
  setting: byKey<Row & { key: string; value: string }, StoredRows['setting']>('settings', 'key', ({ key, value }) => ({
    key,
    value: fromText(value),
  })),
};

/** All rows of one kind, for copying a store. */
export function scanRows<K extends RowKind>(
  session: Session,
  kind: K,
  cursor: number,
  limit: number,
): Promise<Batch<StoredRows[K]>> {
  return SCANS[kind](session, cursor, limit);
}
