import type { Task, TaskState, TurnBuffer } from '../../../ports/entities.js';
import { CoreError } from '../../../ports/errors.js';
import type { Json } from '../../../ports/json.js';
import type { Change } from '../../../ports/store.js';
import { fromText, toText } from '../../storeRows/json.js';
import { fromTask, toBuffer, toTask, type BufferRow, type TaskRow } from '../../storeRows/work.js';
import type { Database } from '../database.js';
import { Where, type WriteContext } from './shared.js';

export const workReads = {
  getTask: (database: Database, id: string): Task | null => {
    const row = database.get<TaskRow>('SELECT * FROM tasks WHERE id = ?', [id]);
    return row ? toTask(row) : null;
  },
  listTasks: (
    database: Database,
    filter: { userId?: string | undefined; states?: readonly TaskState[] | undefined; limit: number },
  ): Task[] => {
    const where = new Where().add('user_id = ?', filter.userId).in('state IN ($)', filter.states);
    return database
      .all<TaskRow>(`SELECT * FROM tasks ${where.sql} ORDER BY created_at DESC, rowid DESC LIMIT ?`, [
        ...where.params,
        filter.limit,
      ])
      .map(toTask);
  },
  getSetting: (database: Database, key: string): Json | undefined => {
    const row = database.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [key]);
    return row ? fromText<Json>(row.value) : undefined;
  },
  getBuffer: (database: Database, userId: string, key: string): TurnBuffer | null => {
    const row = database.get<BufferRow>('SELECT * FROM buffers WHERE key = ? AND user_id = ?', [key, userId]);
    return row ? toBuffer(row) : null;
  },
};

export function putTask({ rows }: WriteContext, task: Task): void {
  rows.put('tasks', fromTask(task));
}

export function putBuffer(
  { database, rows }: WriteContext,
  { buffer, replaces }: Extract<Change, { kind: 'buffer.put' }>,
): void {
  requireVersion(database, buffer, replaces);
  rows.put('buffers', {
    key: buffer.key,
    version: buffer.version,
    user_id: buffer.userId,
    app_id: buffer.appId,
    session_id: buffer.sessionId,
    turns: toText(buffer.turns),
    last_delivery: buffer.lastDelivery,
    last_task_id: buffer.lastTaskId,
    updated_at: buffer.updatedAt,
  });
}

export function eraseBuffer({ database, rows }: WriteContext, change: Extract<Change, { kind: 'buffer.erase' }>): void {
  requireVersion(database, change, change.replaces);
  rows.remove('buffers', { key: change.key });
}

function requireVersion(
  database: Database,
  { userId, key }: { userId: string; key: string },
  replaces: string | null,
): void {
  const current = workReads.getBuffer(database, userId, key)?.version ?? null;
  if (current !== replaces) throw new CoreError('conflict', 'The buffer was written meanwhile');
}
