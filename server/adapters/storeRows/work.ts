import type { Task, TaskState, TurnBuffer } from '../../ports/entities.js';
import { fromText, toText } from './json.js';

// Rows of tasks and turn buffers, as both stores keep them.

export type TaskRow = {
  id: string;
  kind: string;
  user_id: string;
  state: string;
  progress: number;
  message: string;
  input: string;
  result: string;
  error: string;
  created_at: number;
  updated_at: number;
};

export const toTask = (row: TaskRow): Task => ({
  id: row.id,
  kind: row.kind,
  userId: row.user_id,
  state: row.state as TaskState,
  progress: row.progress,
  message: row.message,
  input: fromText(row.input),
  result: fromText(row.result),
  error: fromText(row.error),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export type BufferRow = {
  key: string;
  version: string;
  user_id: string;
  app_id: string;
  session_id: string | null;
  turns: string;
  last_delivery: string | null;
  last_task_id: string | null;
  updated_at: number;
};

export const toBuffer = (row: BufferRow): TurnBuffer => ({
  key: row.key,
  version: row.version,
  userId: row.user_id,
  appId: row.app_id,
  sessionId: row.session_id,
  turns: fromText(row.turns),
  lastDelivery: row.last_delivery,
  lastTaskId: row.last_task_id,
  updatedAt: row.updated_at,
});

export const fromTask = (task: Task): TaskRow => ({
  id: task.id,
  kind: task.kind,
  user_id: task.userId,
  state: task.state,
  progress: task.progress,
  message: task.message,
  input: toText(task.input),
  result: toText(task.result),
  error: toText(task.error),
  created_at: task.createdAt,
  updated_at: task.updatedAt,
});
