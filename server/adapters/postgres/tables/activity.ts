import type { ActivitySession } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import type { Database, Session } from '../pool.js';
import { fromText, pageOf, toText, Where } from '../sql.js';
import type { Row } from '../values.js';

interface SessionRow extends Row {
  id: number;
  user_id: string;
  start_time: string;
  end_time: string;
  events: string;
  keystrokes: number;
  clicks: number;
  memory_id: string | null;
  created_at: number;
}

const toSession = (row: SessionRow): ActivitySession => ({
  id: row.id,
  userId: row.user_id,
  startTime: row.start_time,
  endTime: row.end_time,
  events: fromText(row.events),
  keystrokes: row.keystrokes,
  clicks: row.clicks,
  memoryId: row.memory_id,
  createdAt: row.created_at,
});

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

/** The highest number ever given is kept, for each user: erasing the last session must not free its number. */
export function addActivitySession(database: Database, added: Omit<ActivitySession, 'id'>): Promise<number> {
  return database.transaction(async (session) => {
    const counter = await session.get<{ value: number }>(
      `INSERT INTO loci.counters (user_id, name, value) VALUES ($1, 'activitySessions', 1)
       ON CONFLICT (user_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value`,
      [added.userId],
    );
    const id = counter?.value ?? 1;
    await session.run(
      `INSERT INTO loci.activity_sessions (user_id, id, start_time, end_time, events, keystrokes, clicks, memory_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[added.userId, id, added.startTime, added.endTime, toText(added.events)],
        ...[added.keystrokes, added.clicks, added.memoryId, added.createdAt],
      ],
    );
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
