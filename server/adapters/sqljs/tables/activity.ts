import type { ActivitySession } from '../../../ports/entities.js';
import type { ActivityCount, Change, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toSession, type SessionRow } from '../../storeRows/activity.js';
import type { Database } from '../database.js';
import { countOf, type WriteContext } from './shared.js';

const fromSession = (session: ActivitySession): SessionRow => ({
  id: session.id,
  user_id: session.userId,
  start_time: session.startTime,
  end_time: session.endTime,
  events: toText(session.events),
  keystrokes: session.keystrokes,
  clicks: session.clicks,
  memory_id: session.memoryId,
  created_at: session.createdAt,
});

export const activityReads = {
  getActivitySession: (database: Database, userId: string, id: number): ActivitySession | null => {
    const row = database.get<SessionRow>('SELECT * FROM user_activity_sessions WHERE id = ? AND user_id = ?', [
      id,
      userId,
    ]);
    return row ? toSession(row) : null;
  },
  listActivitySessions: (database: Database, userId: string, slice: Slice): Page<ActivitySession> => ({
    items: database
      .all<SessionRow>('SELECT * FROM user_activity_sessions WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?', [
        userId,
        slice.limit,
        slice.offset,
      ])
      .map(toSession),
    total: countOf(database, 'SELECT count(*) AS n FROM user_activity_sessions WHERE user_id = ?', [userId]),
  }),
};

export const activityWrites = {
  addActivitySession: ({ database, rows }: WriteContext, session: Omit<ActivitySession, 'id'>): number => {
    const { userId } = session;
    // The highest number ever given is kept: erasing the last session must not free its number.
    const given = database.get<{ last: number }>('SELECT last FROM activity_counts WHERE user_id = ?', [userId]);
    const id = (given?.last ?? 0) + 1;
    rows.put('activity_counts', { user_id: userId, last: id });
    rows.put('user_activity_sessions', fromSession({ ...session, id }));
    return id;
  },
};

export function putActivitySession({ rows }: WriteContext, session: ActivitySession): void {
  rows.put('user_activity_sessions', fromSession(session));
}

export function putActivityCount({ rows }: WriteContext, { userId, last }: ActivityCount): void {
  rows.put('activity_counts', { user_id: userId, last });
}

export function eraseActivitySession(
  { database, rows }: WriteContext,
  { userId, id }: Extract<Change, { kind: 'activitySession.erase' }>,
): void {
  if (activityReads.getActivitySession(database, userId, id))
    rows.remove('user_activity_sessions', { user_id: userId, id });
}

export function linkActivitySession(
  { database, rows }: WriteContext,
  { userId, id, memoryId }: Extract<Change, { kind: 'activitySession.link' }>,
): void {
  const session = activityReads.getActivitySession(database, userId, id);
  if (session) rows.put('user_activity_sessions', fromSession({ ...session, memoryId }));
}
