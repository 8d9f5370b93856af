import type { Memory } from '../../../ports/entities.js';
import { toText } from '../../storeRows/json.js';
import type { TableOf } from '../rows.js';

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
