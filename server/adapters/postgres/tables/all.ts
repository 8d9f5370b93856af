import type { RowKind, StoredRows } from '../../../ports/store.js';
import type { Session } from '../pool.js';
import { everyUser, fromText } from '../sql.js';
import type { Row } from '../values.js';
import { toSession, type SessionRow } from './activity.js';
import { toConversation, type ConversationRow } from './conversations.js';
import { toAccess, toStateChange, type AccessRow, type StateChangeRow } from './events.js';
import { toCategory, type CategoryRow } from './memories.js';
import { toMemory, type MemoryRow } from './memoryRows.js';
import { toMessage, type MessageRow } from './messages.js';
import { toApp, toUser, type AppRow, type UserRow } from './people.js';
import { toRecording, type RecordingRow } from './recordings.js';
import { toScreenText, type ScreenTextRow } from './screenTexts.js';
import { toToken, type TokenRow } from './tokens.js';
import { toVector, type VectorRow } from './vectors.js';
import { toBuffer, toTask, type BufferRow, type TaskRow } from './work.js';

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
  app: byPlace<AppRow, StoredRows['app']>('apps t', toApp),
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
  recording: byPlace<RecordingRow, StoredRows['recording']>('recordings t', toRecording),
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
