import type { Task, TaskState, TurnBuffer } from '../../../ports/entities.js';
import { CoreError, TAKEN_OVER } from '../../../ports/errors.js';
import type { Json } from '../../../ports/json.js';
import type { Change, TaskLease } from '../../../ports/store.js';
import { fromText, toText } from '../../storeRows/json.js';
import { fromTask, toBuffer, toTask, type BufferRow, type TaskRow } from '../../storeRows/work.js';
import type { Database, Session } from '../pool.js';
import { putRows, type TableOf } from '../rows.js';
import { everyUser, Where } from '../sql.js';

const TASK_COLUMNS = {
  user_id: 'text',
  id: 'text',
  kind: 'text',
  state: 'text',
  progress: 'float8',
  message: 'text',
  input: 'text',
  result: 'text',
  error: 'text',
  created_at: 'float8',
  updated_at: 'float8',
} as const;
const TASKS: TableOf<keyof typeof TASK_COLUMNS> = { name: 'tasks', key: ['user_id', 'id'], columns: TASK_COLUMNS };

export async function getTask(session: Session, id: string): Promise<Task | null> {
  const row = await session.get<TaskRow>(`SELECT * FROM loci.tasks ${everyUser('ownerOf')} WHERE id = $1`, [id]);
  return row ? toTask(row) : null;
}

export async function listTasks(
  session: Session,
  filter: { userId?: string | undefined; states?: readonly TaskState[] | undefined; limit: number },
): Promise<Task[]> {
  const where = new Where().user('user_id', filter.userId ?? null, 'listTasks').any('state = ANY(?)', filter.states);
  const rows = await session.all<TaskRow>(
    `SELECT * FROM loci.tasks ${where.sql} ORDER BY created_at DESC, place DESC LIMIT ${where.next(filter.limit)}`,
    where.params,
  );
  return rows.map(toTask);
}

/** Leases run by the database's clock: those of the instances need not agree. */
const UNTIL = (ms: string): string => `clock_timestamp() + make_interval(secs => ${ms}::float8 / 1000)`;
const IS_UNFINISHED = `state IN ('queued', 'running')`;

/** Of several who ask at once, each gets others. */
export function leaseTasks(database: Database, { owner, forMs }: TaskLease, limit: number): Promise<Task[]> {
  return database.transaction(async (session) => {
    const rows = await session.all<TaskRow & { place: number }>(
      `UPDATE loci.tasks t SET lease_owner = $1, lease_until = ${UNTIL('$2')} ${everyUser('leases')}
       FROM (SELECT user_id, id FROM loci.tasks WHERE ${IS_UNFINISHED} AND (lease_until IS NULL OR lease_until < clock_timestamp())
         ORDER BY created_at, place LIMIT $3 FOR UPDATE SKIP LOCKED) free
       WHERE t.user_id = free.user_id AND t.id = free.id RETURNING t.*`,
      [owner, forMs, limit],
    );
    return rows.sort((a, b) => a.created_at - b.created_at || a.place - b.place).map(toTask);
  });
}

export function renewTasks(
  database: Database,
  { owner, forMs }: TaskLease,
  ids: string[],
): Promise<{ lost: string[]; unwanted: string[] }> {
  return database.transaction(async (session) => {
    await session.run(
      `UPDATE loci.tasks SET lease_until = ${UNTIL('$3')} ${everyUser('leases')}
       WHERE id = ANY($2) AND lease_owner = $1 AND ${IS_UNFINISHED}`,
      [owner, ids, forMs],
    );
    const rows = await session.all<{ id: string; lease_owner: string | null; is_unwanted: boolean }>(
      `SELECT id, lease_owner, is_unwanted FROM loci.tasks ${everyUser('leases')} WHERE id = ANY($1) AND ${IS_UNFINISHED}`,
      [ids],
    );
    const idsOf = (isOne: (row: (typeof rows)[number]) => boolean) => rows.filter(isOne).map(({ id }) => id);
    return {
      lost: idsOf((row) => row.lease_owner !== null && row.lease_owner !== owner),
      unwanted: idsOf((row) => row.lease_owner === owner && row.is_unwanted),
    };
  });
}

export async function putTask(session: Session, { task, lease }: Extract<Change, { kind: 'task.put' }>): Promise<void> {
  if (lease) await requireLease(session, task, lease);
  await putRows(session, TASKS, [fromTask(task)]);
  if (!lease) return;
  await session.run(
    `UPDATE loci.tasks SET lease_owner = $3, lease_until = ${UNTIL('$4')} WHERE user_id = $1 AND id = $2`,
    [task.userId, task.id, lease.owner, lease.forMs],
  );
}

/** Whoever lost a task to another instance must not write over what that one does. */
async function requireLease(session: Session, { userId, id }: Task, { owner }: TaskLease): Promise<void> {
  const row = await session.get<{ lease_owner: string | null }>(
    'SELECT lease_owner FROM loci.tasks WHERE user_id = $1 AND id = $2 FOR UPDATE',
    [userId, id],
  );
  if (row?.lease_owner != null && row.lease_owner !== owner)
    throw new CoreError('conflict', 'Another instance has taken this task over', { reason: TAKEN_OVER });
}

export async function eraseTask(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'task.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.tasks WHERE user_id = $1 AND id = $2', [userId, id]);
}

export async function cancelTask(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'task.cancel' }>,
): Promise<void> {
  await session.run('UPDATE loci.tasks SET is_unwanted = true WHERE user_id = $1 AND id = $2', [userId, id]);
}

export async function getSetting(session: Session, key: string): Promise<Json | undefined> {
  const row = await session.get<{ value: string }>('SELECT value FROM loci.settings WHERE key = $1', [key]);
  return row ? fromText<Json>(row.value) : undefined;
}

export async function putSetting(
  session: Session,
  { key, value }: Extract<Change, { kind: 'setting.put' }>,
): Promise<void> {
  await session.run(
    'INSERT INTO loci.settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, toText(value)],
  );
}

export async function eraseSetting(
  session: Session,
  { key }: Extract<Change, { kind: 'setting.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.settings WHERE key = $1', [key]);
}

export async function getBuffer(session: Session, userId: string, key: string): Promise<TurnBuffer | null> {
  const row = await session.get<BufferRow>('SELECT * FROM loci.buffers WHERE user_id = $1 AND key = $2', [userId, key]);
  return row ? toBuffer(row) : null;
}

/** One statement compares and writes: of two that replace the same version, the second finds another one. */
export async function putBuffer(
  session: Session,
  { buffer, replaces }: Extract<Change, { kind: 'buffer.put' }>,
): Promise<void> {
  const { userId, key, version, appId, sessionId, lastDelivery, lastTaskId, updatedAt } = buffer;
  const rest = [version, appId, sessionId, toText(buffer.turns), lastDelivery, lastTaskId, updatedAt];
  const written =
    replaces === null
      ? await session.run(
          `INSERT INTO loci.buffers (user_id, key, version, app_id, session_id, turns, last_delivery, last_task_id, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (user_id, key) DO NOTHING`,
          [userId, key, ...rest],
        )
      : await session.run(
          `UPDATE loci.buffers SET version = $4, app_id = $5, session_id = $6, turns = $7, last_delivery = $8, last_task_id = $9,
           updated_at = $10 WHERE user_id = $1 AND key = $2 AND version = $3`,
          [userId, key, replaces, ...rest],
        );
  requireOne(written);
}

export async function eraseBuffer(
  session: Session,
  { userId, key, replaces }: Extract<Change, { kind: 'buffer.erase' }>,
): Promise<void> {
  if (replaces !== null) {
    requireOne(
      await session.run('DELETE FROM loci.buffers WHERE user_id = $1 AND key = $2 AND version = $3', [
        userId,
        key,
        replaces,
      ]),
    );
  } else {
    // A row that is being written by another one is waited for: it stands in the way of this insertion.
    await putBuffer(session, { kind: 'buffer.put', buffer: emptyBuffer(userId, key), replaces });
    await session.run('DELETE FROM loci.buffers WHERE user_id = $1 AND key = $2', [userId, key]);
  }
}

const emptyBuffer = (userId: string, key: string): TurnBuffer => ({
  ...{ userId, key, version: '', appId: '', sessionId: null, turns: [] },
  ...{ lastDelivery: null, lastTaskId: null, updatedAt: 0 },
});

function requireOne(written: number): void {
  if (written !== 1) throw new CoreError('conflict', 'The buffer was written meanwhile');
}
