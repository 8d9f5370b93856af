import type { Category, Memory, MemoryState, StateChange } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Change, MemoryCounts, MemoryPatch, MemoryQuery, Page, Slice, Store } from '../../ports/store.js';
import { redactSecrets } from '../redaction/redact.js';
import { categorise } from '../writing/rules/categorise.js';
import { createCategorising } from './categorising.js';
import { requireActive } from './identity.js';
import type { MemoryDeps } from './deps.js';
import { createLearning, type AddRequest } from './learning.js';
import { birthOf, hashOf, newMemory } from './record.js';
import { changeStates, requireAll, transition, type Selection } from './states.js';

/** One memory: its life from being told to being forgotten. Redaction of secrets happens here, on every way in. */
export interface Memories {
  /** Stores the text as it is (secrets redacted). Throws `forbidden` when the app is paused. */
  addVerbatim(request: AddRequest & { content: string }): Promise<Memory>;
  /**
   * Stores the facts of the content that are not known yet: by the model when one answers within the deadline, else by
   * rules. Empty when there is nothing new. Throws `forbidden` when the app is paused.
   */
  addInferred(request: AddRequest): Promise<Memory[]>;
  /** In any state. `userId` null = whoever owns it. */
  find(userId: string | null, id: string): Promise<Memory | null>;
  /** Throws `not_found` ("Memory not found"). */
  require(userId: string | null, id: string): Promise<Memory>;
  getMany(userId: string | null, ids: string[]): Promise<Memory[]>;
  list(query: MemoryQuery): Promise<Page<Memory>>;
  /** Sharing categories with this one, not deleted. */
  related(userId: string, id: string, slice: Slice): Promise<Page<Memory>>;
  /** New content under the same id; search, hash and categories follow. Throws `not_found`. */
  edit(userId: string, id: string, content: string): Promise<Memory>;
  /** Moves the selected memories to `state`; never one of another user. Returns how many there were. */
  changeState(userId: string, selection: Selection, state: MemoryState): Promise<number>;
  /** Soft delete of ids that must all exist (`not_found`, and nothing is changed, otherwise). */
  remove(userId: string, ids: string[]): Promise<Memory[]>;
  /** Hard delete, no undo: row, history, accesses and index. False when it was not there. */
  erase(userId: string | null, id: string): Promise<boolean>;
  /** Hard delete that also purges log, snapshots and backups. Returns how many there were. */
  forget(userId: string, ids: string[]): Promise<number>;
  history(userId: string, id: string): Promise<StateChange[]>;
  categories(userId: string): Promise<Category[]>;
  counts(userId: string, utcOffset: number): Promise<MemoryCounts>;
  /** Those that this one replaced, directly or through others, oldest first. */
  ancestors(userId: string, id: string): Promise<Memory[]>;
  /** The chain from this memory along what replaced it, oldest first; stops at a gap or a circle. */
  evolution(userId: string | null, id: string): Promise<Memory[]>;
}

const LONGEST_CHAIN = 10_000;

export function createMemories(deps: MemoryDeps): Memories {
  const { store, commit, purge, clock, tasks, writer } = deps;
  const learning = createLearning(deps);

  const patchMemory = async (memory: Memory, patch: MemoryPatch): Promise<Memory> => {
    const changed = { ...memory, ...patch };
    await commit([{ kind: 'memory.patch', userId: memory.userId, id: memory.id, patch }], { changed: [changed] });
    return changed;
  };

  const categoriseLater = createCategorising({ store, writer, tasks, patchMemory });

  const eraseAll = async (memories: Memory[]): Promise<void> => {
    const changes = memories.map(({ userId, id }): Change => ({ kind: 'memory.erase', userId, id }));
    if (changes.length > 0) await commit(changes, { changed: [], erased: memories });
  };

  return {
    async addVerbatim({ scope, content, metadata, sessionId }) {
      requireActive(scope);
      const memory = newMemory({
        scope,
        content,
        metadata,
        sessionId,
        categories: categorise(content),
        now: clock.now(),
      });
      await commit(birthOf(memory), { changed: [memory] });
      await categoriseLater(memory);
      return memory;
    },
    addInferred(request) {
      requireActive(request.scope);
      return learning.learn(request);
    },
    find: (userId, id) => store.getMemory(userId, id),
    require: (userId, id) => requireMemory(store, userId, id),
    getMany: (userId, ids) => store.getMemories(userId, ids),
    list: (query) => store.listMemories(query),
    related: (userId, id, slice) => store.relatedMemories(userId, id, slice),
    async edit(userId, id, text) {
      const memory = await requireMemory(store, userId, id);
      const content = redactSecrets(text).text;
      const patch = {
        content,
        hash: hashOf(content),
        categories: categorise(content),
        facets: null,
        statusReason: 'manual_update',
        updatedAt: clock.now(),
      };
      const edited = await patchMemory(memory, patch);
      await categoriseLater(edited);
      return edited;
    },
    changeState: (userId, selection, state) => changeStates(deps, userId, selection, state),
    async remove(userId, ids) {
      const { changes, changed } = transition(await requireAll(store, userId, ids), 'deleted', clock.now());
      if (changes.length > 0) await commit(changes, { changed });
      return changed;
    },
    async erase(userId, id) {
      const memory = await store.getMemory(userId, id);
      if (memory) await eraseAll([memory]);
      return memory !== null;
    },
    async forget(userId, ids) {
      const memories = await store.getMemories(userId, [...new Set(ids)]);
      await eraseAll(memories);
      if (memories.length > 0) await purge();
      return memories.length;
    },
    history: (userId, id) => store.listStateChanges(userId, id),
    categories: (userId) => store.listCategories(userId),
    counts: (userId, utcOffset) => store.countMemories(userId, utcOffset),
    ancestors: (userId, id) => collectAncestors(id, (next) => store.listReplaced(userId, next)),
    evolution: (userId, id) => followChain(id, (next) => store.getMemory(userId, next)),
  };
}

async function requireMemory(store: Store, userId: string | null, id: string): Promise<Memory> {
  const memory = await store.getMemory(userId, id);
  if (!memory) throw new CoreError('not_found', 'Memory not found');
  return memory;
}

async function followChain(start: string, load: (id: string) => Promise<Memory | null>): Promise<Memory[]> {
  const chain: Memory[] = [];
  const seen = new Set<string>();
  for (let next: string | null = start; next !== null && !seen.has(next) && chain.length < LONGEST_CHAIN;) {
    seen.add(next);
    const memory: Memory | null = await load(next);
    if (!memory) break;
    chain.push(memory);
    next = memory.nextId;
  }
  return chain;
}

async function collectAncestors(start: string, load: (id: string) => Promise<Memory[]>): Promise<Memory[]> {
  const found = new Map<string, Memory>();
  const open = [start];
  for (let next = open.pop(); next !== undefined && found.size < LONGEST_CHAIN; next = open.pop()) {
    for (const memory of await load(next)) {
      if (memory.id === start || found.has(memory.id)) continue;
      found.set(memory.id, memory);
      open.push(memory.id);
    }
  }
  return [...found.values()].sort((a, b) => a.createdAt - b.createdAt);
}
