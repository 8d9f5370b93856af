import type { ActivitySession } from '../../ports/entities.js';
import { fromText } from './json.js';

// Rows of activity sessions, as both stores keep them.

export type SessionRow = {
  id: number;
  user_id: string;
  start_time: string;
  end_time: string;
  events: string;
  keystrokes: number;
  clicks: number;
  memory_id: string | null;
  created_at: number;
};

export const toSession = (row: SessionRow): ActivitySession => ({
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
