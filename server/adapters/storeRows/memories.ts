import type { Category, Memory, MemoryState } from '../../ports/entities.js';
import { fromText } from './json.js';

// Rows of memories, as both stores keep them.

export type MemoryRow = {
  id: string;
  user_id: string;
  app_id: string;
  session_id: string | null;
  content: string;
  hash: string;
  state: string;
  categories: string;
  metadata: string;
  facets: string | null;
  speaker: string | null;
  told_at: number;
  created_at: number;
  updated_at: number;
  archived_at: number | null;
  deleted_at: number | null;
  status_reason: string;
  superseded_as: string | null;
  next_id: string | null;
  task_id: string | null;
};

export const toMemory = (row: MemoryRow): Memory => ({
  id: row.id,
  userId: row.user_id,
  appId: row.app_id,
  sessionId: row.session_id,
  content: row.content,
  hash: row.hash,
  state: row.state as MemoryState,
  categories: fromText(row.categories),
  metadata: fromText(row.metadata),
  facets: row.facets === null ? null : fromText(row.facets),
  speaker: row.speaker,
  toldAt: row.told_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
  deletedAt: row.deleted_at,
  statusReason: row.status_reason,
  supersededAs: row.superseded_as as Memory['supersededAs'],
  nextId: row.next_id,
  taskId: row.task_id,
});

export type CategoryRow = {
  id: string;
  name: string;
  description: string;
  created_at: number;
  updated_at: number;
};

export const toCategory = (row: CategoryRow): Category => ({
  id: row.id,
  name: row.name,
  description: row.description,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
