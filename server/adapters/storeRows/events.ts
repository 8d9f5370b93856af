import type { Access, MemoryState, StateChange } from '../../ports/entities.js';
import { fromText, toText } from './json.js';

// Rows of what happened to memories, as both stores keep them.

export type StateChangeRow = {
  id: string;
  memory_id: string;
  user_id: string;
  old_state: string | null;
  new_state: string;
  changed_at: number;
};

export const toStateChange = (row: StateChangeRow): StateChange => ({
  id: row.id,
  memoryId: row.memory_id,
  userId: row.user_id,
  oldState: row.old_state as MemoryState | null,
  newState: row.new_state as MemoryState,
  changedAt: row.changed_at,
});

export type AccessRow = {
  id: string;
  memory_id: string;
  user_id: string;
  app_id: string;
  kind: string;
  detail: string;
  accessed_at: number;
};

export const toAccess = (row: AccessRow): Access => ({
  id: row.id,
  memoryId: row.memory_id,
  userId: row.user_id,
  appId: row.app_id,
  kind: row.kind as Access['kind'],
  detail: fromText(row.detail),
  accessedAt: row.accessed_at,
});

export const fromStateChange = (entry: StateChange): StateChangeRow => ({
  id: entry.id,
  memory_id: entry.memoryId,
  user_id: entry.userId,
  old_state: entry.oldState,
  new_state: entry.newState,
  changed_at: entry.changedAt,
});

export const fromAccess = (entry: Access): AccessRow => ({
  id: entry.id,
  memory_id: entry.memoryId,
  user_id: entry.userId,
  app_id: entry.appId,
  kind: entry.kind,
  detail: toText(entry.detail),
  accessed_at: entry.accessedAt,
});
