import type { RowKind, StoredRows } from '../../../ports/store.js';
import { fromText } from '../../storeRows/json.js';
import { toSession, type SessionRow } from '../../storeRows/activity.js';
import { toConversation, toMessage, type ConversationRow, type MessageRow } from '../../storeRows/conversations.js';
import { toAccess, toStateChange, type AccessRow, type StateChangeRow } from '../../storeRows/events.js';
import { toCategory, toMemory, type CategoryRow, type MemoryRow } from '../../storeRows/memories.js';
import { toApp, toToken, toUser, type AppRow, type TokenRow, type UserRow } from '../../storeRows/people.js';
import { toRecording, toScreenText, type RecordingRow, type ScreenTextRow } from '../../storeRows/recordings.js';
import { toBuffer, toTask, type BufferRow, type TaskRow } from '../../storeRows/work.js';
import type { Database, Row } from '../database.js';
import { toVector, type VectorRow } from './vectors.js';

interface Batch<T> {
  items: T[];
  cursor: number | null;
}
type Scan<T> = (database: Database, cursor: number, limit: number) => Batch<T>;

/** In order of insertion. `from` calls its table `t`. */
const byPlace =
  <R extends Row, T>(from: string, toItem: (row: R) => T, columns = 't.*'): Scan<T> =>
  (database, cursor, limit) => {
    const rows = database.all<R & { place: number }>(
      `SELECT t.rowid AS place, ${columns} FROM ${from} WHERE t.rowid > ? ORDER BY t.rowid LIMIT ?`,
      [cursor, limit],
    );
    return { items: rows.map(toItem), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  };

/** By its key, where other stores keep no order of insertion; the cursor counts rows. */
const byKey =
  <R extends Row, T>(table: string, key: string, toItem: (row: R) => T): Scan<T> =>
  (database, cursor, limit) => {
    const rows = database.all<R>(`SELECT * FROM ${table} ORDER BY ${key} LIMIT ? OFFSET ?`, [limit, cursor]);
    return { items: rows.map(toItem), cursor: rows.length < limit ? null : cursor + limit };
  };

const SCANS: { [K in RowKind]: Scan<StoredRows[K]> } = {
  user: byPlace<UserRow, StoredRows['user']>('users t', toUser),
  token: byPlace<TokenRow, StoredRows['token']>('tokens t', toToken),
  app: byPlace<AppRow<number>, StoredRows['app']>('apps t', toApp),
  category: byKey<CategoryRow, StoredRows['category']>('categories', 'id', toCategory),
  memory: byPlace<MemoryRow, StoredRows['memory']>('memories t', toMemory),
  vector: byPlace<VectorRow & { hash: string }, StoredRows['vector']>(
    'vectors t JOIN memories m ON m.id = t.memory_id',
    (row) => ({ ...toVector(row), hash: row.hash }),
    't.*, m.hash',
  ),
  stateChange: byPlace<StateChangeRow, StoredRows['stateChange']>('state_changes t', toStateChange),
  access: byPlace<AccessRow, StoredRows['access']>('accesses t', toAccess),
  conversation: byPlace<ConversationRow, StoredRows['conversation']>('conversations t', toConversation),
  message: byPlace<MessageRow, StoredRows['message']>('messages t', toMessage),
  recording: byPlace<RecordingRow<number>, StoredRows['recording']>('recordings t', toRecording),
  screenText: byPlace<ScreenTextRow, StoredRows['screenText']>('screen_texts t', toScreenText),
  activitySession: byKey<SessionRow, StoredRows['activitySession']>('user_activity_sessions', 'user_id, id', toSession),
  activityCount: byKey<{ user_id: string; last: number }, StoredRows['activityCount']>(
    'activity_counts',
    'user_id',
    ({ user_id: userId, last }) => ({ userId, last }),
  ),
  task: byPlace<TaskRow, StoredRows['task']>('tasks t', toTask),
  buffer: byKey<BufferRow, StoredRows['buffer']>('buffers', 'user_id, key', toBuffer),
  setting: byKey<{ key: string; value: string }, StoredRows['setting']>('settings', 'key', ({ key, value }) => ({
    key,
    value: fromText(value),
  })),
};

export const allReads = {
  scanRows: (database: Database, kind: RowKind, cursor: number, limit: number): Batch<StoredRows[RowKind]> =>
    SCANS[kind](database, cursor, limit),
};
