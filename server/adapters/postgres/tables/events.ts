import type { Access, Memory, StateChange } from '../../../ports/entities.js';
import type { Page, Slice } from '../../../ports/store.js';
import {
  fromAccess,
  fromStateChange,
  toAccess,
  toStateChange,
  type AccessRow,
  type StateChangeRow,
} from '../../storeRows/events.js';
import { toMemory, type MemoryRow } from '../../storeRows/memories.js';
import type { Session } from '../pool.js';
import { putRows, type TableOf } from '../rows.js';
import { ownerOf, pageOf, Where } from '../sql.js';

const STATE_COLUMNS = {
  user_id: 'text',
  id: 'text',
  memory_id: 'text',
  old_state: 'text',
  new_state: 'text',
  changed_at: 'float8',
} as const;
const STATE_CHANGES: TableOf<keyof typeof STATE_COLUMNS> = {
  name: 'state_changes',
  key: ['user_id', 'id'],
  columns: STATE_COLUMNS,
};

const ACCESS_COLUMNS = {
  user_id: 'text',
  id: 'text',
  memory_id: 'text',
  app_id: 'text',
  kind: 'text',
  detail: 'text',
  accessed_at: 'float8',
} as const;
const ACCESSES: TableOf<keyof typeof ACCESS_COLUMNS> = {
  name: 'accesses',
  key: ['user_id', 'id'],
  columns: ACCESS_COLUMNS,
};

export async function listStateChanges(
  session: Session,
  userId: string | null,
  memoryId: string,
): Promise<StateChange[]> {
  const owner = userId ?? (await ownerOf(session, 'memories', memoryId));
  if (owner === null) return [];
  const rows = await session.all<StateChangeRow>(
    'SELECT * FROM loci.state_changes WHERE user_id = $1 AND memory_id = $2 ORDER BY place',
    [owner, memoryId],
  );
  return rows.map(toStateChange);
}

export async function listAccesses(
  session: Session,
  userId: string | null,
  memoryId: string,
  slice: Slice,
): Promise<Page<Access>> {
  const owner = userId ?? (await ownerOf(session, 'memories', memoryId));
  if (owner === null) return { items: [], total: 0 };
  const where = new Where().add('user_id = ?', owner).add('memory_id = ?', memoryId);
  const { rows, total } = await pageOf<AccessRow>(
    session,
    { from: 'loci.accesses', where, order: 'accessed_at DESC, place DESC' },
    slice,
  );
  return { items: rows.map(toAccess), total };
}

export async function listAccessedBy(
  session: Session,
  appId: string,
  slice: Slice,
): Promise<Page<{ memory: Memory; count: number }>> {
  const owner = await ownerOf(session, 'apps', appId);
  if (owner === null) return { items: [], total: 0 };
  const counted = `(SELECT memory_id, count(*) AS times FROM loci.accesses WHERE user_id = $1 AND app_id = $2 GROUP BY memory_id)`;
  const { rows, total } = await pageOf<MemoryRow & { times: number }>(
    session,
    {
      columns: 'm.*, x.times',
      from: `${counted} x JOIN loci.memories m ON m.user_id = $1 AND m.id = x.memory_id`,
      where: new Where([owner, appId]),
      order: 'x.times DESC, m.place',
    },
    slice,
  );
  return { items: rows.map((row) => ({ memory: toMemory(row), count: row.times })), total };
}

export function addStateChanges(session: Session, entries: readonly StateChange[]): Promise<void> {
  return putRows(session, STATE_CHANGES, entries.map(fromStateChange));
}

export function addAccesses(session: Session, entries: readonly Access[]): Promise<void> {
  return putRows(session, ACCESSES, entries.map(fromAccess));
}
