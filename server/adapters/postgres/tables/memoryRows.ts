import type { Memory, MemoryState } from '../../../ports/entities.js';
import type { TableOf } from '../rows.js';
import { fromText, toText } from '../sql.js';
import type { Row } from '../values.js';

export interface MemoryRow extends Row {
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
}

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  app_id: 'text',
  session_id: 'text',
  content: 'text',
  hash: 'text',
  state: 'text',
  categories: 'text',
  metadata: 'text',
  facets: 'text',
  speaker: 'text',
  told_at: 'float8',
  created_at: 'float8',
  updated_at: 'float8',
  archived_at: 'float8',
  deleted_at: 'float8',
  status_reason: 'text',
  superseded_as: 'text',
  next_id: 'text',
  task_id: 'text',
} as const;

export const MEMORIES: TableOf<keyof typeof COLUMNS> = {
  name: 'memories',
  key: ['user_id', 'id'],
  columns: COLUMNS,
  isVersioned: true,
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

export const fromMemory = (memory: Memory) => ({ ...fromPatch(memory), ...fixedPart(memory) });

/** What never changes after a memory was written. */
const fixedPart = (memory: Memory) => ({
  user_id: memory.userId,
  id: memory.id,
  session_id: memory.sessionId,
  speaker: memory.speaker,
  told_at: memory.toldAt,
  created_at: memory.createdAt,
  task_id: memory.taskId,
});

type Changing = Omit<Memory, 'id' | 'userId' | 'sessionId' | 'speaker' | 'toldAt' | 'createdAt' | 'taskId'>;
type ChangingRow = Omit<Record<keyof typeof COLUMNS, string | number | null>, keyof ReturnType<typeof fixedPart>>;

/** Columns of what is given. */
export function fromPatch(memory: Changing): ChangingRow;
export function fromPatch(patch: Partial<Changing>): Partial<ChangingRow>;
export function fromPatch(patch: Partial<Changing>): Partial<ChangingRow> {
  const asText = (value: unknown): { text: string | null } | undefined =>
    value === undefined ? undefined : { text: value === null ? null : toText(value) };
  const entries = {
    app_id: patch.appId,
    content: patch.content,
    hash: patch.hash,
    state: patch.state,
    categories: asText(patch.categories)?.text,
    metadata: asText(patch.metadata)?.text,
    facets: asText(patch.facets)?.text,
    updated_at: patch.updatedAt,
    archived_at: patch.archivedAt,
    deleted_at: patch.deletedAt,
    status_reason: patch.statusReason,
    superseded_as: patch.supersededAs,
    next_id: patch.nextId,
  };
  return entries as Partial<ChangingRow>;
}
