import type { ActivitySession } from '../../../ports/entities.js';
import type { ActivityCount, Change, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toSession, type SessionRow } from '../../storeRows/activity.js';
import type { Database, Session } from '../pool.js';
import { putRows, type TableOf } from '../rows.js';
import { pageOf, Where } from '../sql.js';

export async function getActivitySession(
  session: Session,
  userId: string,
  id: number,
): Promise<ActivitySession | null> {
  const row = await session.get<SessionRow>(
    'SELECT * FROM loci.activity_sessions WHERE user_id = $1 AND id = $2::float8',
    [userId, id],
  );
  return row ? toSession(row) : null;
}

export async function listActivitySessions(
  session: Session,
  userId: string,
  slice: Slice,
): Promise<Page<ActivitySession>> {
  const where = new Where().add('user_id = ?', userId);
  const { rows, total } = await pageOf<SessionRow>(
    session,
    { from: 'loci.activity_sessions', where, order: 'id DESC' },
    slice,
  );
  return { items: rows.map(toSession), total };
}

const COLUMNS = {
  user_id: 'text',
  id: 'bigint',
  start_time: 'text',
  end_time: 'text',
  events: 'text',
  keystrokes: 'float8',
  clicks: 'float8',
  memory_id: 'text',
  created_at: 'float8',
} as const;
const SESSIONS: TableOf<keyof typeof COLUMNS> = {
  name: 'activity_sessions',
  key: ['user_id', 'id'],
  columns: COLUMNS,
};

export function putActivitySession(session: Session, kept: ActivitySession): Promise<void> {
  const row = {
    user_id: kept.userId,
    id: kept.id,
    start_time: kept.startTime,
    end_time: kept.endTime,
    events: toText(kept.events),
    keystrokes: kept.keystrokes,
    clicks: kept.clicks,
    memory_id: kept.memoryId,
    created_at: kept.createdAt,
  };
  return putRows(session, SESSIONS, [row]);
}

export async function putActivityCount(session: Session, { userId, last }: ActivityCount): Promise<void> {
  await session.run(
    `INSERT INTO loci.counters (user_id, name, value) VALUES ($1, 'activitySessions', $2)
     ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value`,
    [userId, last],
  );
}

/** The highest number ever given is kept, for each user: erasing the last session must not free its number. */
export function addActivitySession(database: Database, added: Omit<ActivitySession, 'id'>): Promise<number> {
  return database.transaction(async (session) => {
    const counter = await session.get<{ value: number }>(
      `INSERT INTO loci.counters (user_id, name, value) VALUES ($1, 'activitySessions', 1)
       ON CONFLICT (user_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value`,
      [added.userId],
    );
    const id = counter?.value ?? 1;
    await putActivitySession(session, { ...added, id });
    return id;
  });
}

export async function eraseActivitySession(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'activitySession.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.activity_sessions WHERE user_id = $1 AND id = $2::float8', [userId, id]);
}

export async function linkActivitySession(
  session: Session,
  { userId, id, memoryId }: Extract<Change, { kind: 'activitySession.link' }>,
): Promise<void> {
  await session.run('UPDATE loci.activity_sessions SET memory_id = $3 WHERE user_id = $1 AND id = $2::float8', [
    userId,
    id,
    memoryId,
  ]);
}
