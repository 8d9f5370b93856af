import type { Memory, MemoryState } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { Change, MemoryPatch, MemoryQuery, Store } from '../../ports/store.js';
import type { CommitMemories } from './commit.js';
import { stateChange } from './record.js';

/** Which memories a change of state is about. */
export type Selection =
  | { kind: 'ids'; ids: string[]; missing: 'error' | 'skip' }
  | { kind: 'app'; appId: string }
  | { kind: 'categories'; categoryIds: string[] }
  | { kind: 'all' };

/** Rows per commit where a whole app or user changes. */
const CHUNK = 1000;
const CHANGEABLE = ['active', 'paused'] as const;

/** The rows and the history of memories that move to `state`. */
export function transition(
  memories: Memory[],
  state: MemoryState,
  now: number,
): { changes: Change[]; changed: Memory[] } {
  const patch: MemoryPatch = { state, updatedAt: now };
  if (state === 'archived') patch.archivedAt = now;
  if (state === 'deleted') patch.deletedAt = now;
  const changed = memories.map((memory) => ({ ...memory, ...patch }));
  const changes = changed.flatMap((memory, index): Change[] => [
    { kind: 'memory.patch', userId: memory.userId, id: memory.id, patch },
    { kind: 'stateChange.add', entry: stateChange(memory, memories[index]?.state ?? null, now) },
  ]);
  return { changes, changed };
}

/** All of `ids`, each once; throws `not_found` when one is missing. */
export async function requireAll(store: Store, userId: string, ids: string[]): Promise<Memory[]> {
  const unique = [...new Set(ids)];
  const memories = await store.getMemories(userId, unique);
  if (memories.length < unique.length) throw new CoreError('not_found', 'Memory not found');
  return memories;
}

export async function changeStates(
  deps: { store: Store; commit: CommitMemories; clock: Clock },
  userId: string,
  selection: Selection,
  state: MemoryState,
): Promise<number> {
  const move = async (memories: Memory[]): Promise<number> => {
    const { changes, changed } = transition(memories, state, deps.clock.now());
    if (changes.length > 0) await deps.commit(changes, { changed });
    return changed.length;
  };
  if (selection.kind === 'ids') {
    const memories =
      selection.missing === 'error'
        ? await requireAll(deps.store, userId, selection.ids)
        : await existing(deps.store, userId, selection.ids);
    return move(memories);
  }
  const ids = await selectIds(deps.store, userId, selection);
  let moved = 0;
  for (let start = 0; start < ids.length; start += CHUNK) {
    moved += await move(await deps.store.getMemories(userId, ids.slice(start, start + CHUNK)));
  }
  return moved;
}

async function existing(store: Store, userId: string, ids: string[]): Promise<Memory[]> {
  const memories = await store.getMemories(userId, [...new Set(ids)]);
  return memories.filter((memory) => memory.state !== 'deleted');
}

/** Ids first: the rows leave the selection while they are being changed. */
async function selectIds(
  store: Store,
  userId: string,
  selection: Exclude<Selection, { kind: 'ids' }>,
): Promise<string[]> {
  const query: Omit<MemoryQuery, 'offset'> = {
    userId,
    states: CHANGEABLE,
    limit: CHUNK,
    ...(selection.kind === 'app' ? { appIds: [selection.appId] } : {}),
    ...(selection.kind === 'categories' ? { categoryIds: selection.categoryIds } : {}),
  };
  const ids: string[] = [];
  for (let offset = 0; ; offset += CHUNK) {
    const { items } = await store.listMemories({ ...query, offset });
    ids.push(...items.map((memory) => memory.id));
    if (items.length < CHUNK) return ids;
  }
}
