import type { Category, Memory, MemoryState, StateChange, Turn } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { MemoryQuery, Page, Slice } from '../../ports/store.js';
import type { Scope } from './identity.js';

export interface AddRequest {
  scope: Scope;
  /** What to remember: one text, or the turns of a conversation. */
  content: string | Turn[];
  metadata: JsonObject;
  sessionId: string | null;
}

/** Which memories a change of state is about. */
export type Selection =
  | { kind: 'ids'; ids: string[]; missing: 'error' | 'skip' }
  | { kind: 'app'; appId: string }
  | { kind: 'categories'; categoryIds: string[] }
  | { kind: 'all' };

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
  history(id: string): Promise<StateChange[]>;
  categories(userId: string): Promise<Category[]>;
  /** The chain from this memory along what replaced it, oldest first; stops at a gap or a circle. */
  evolution(userId: string | null, id: string): Promise<Memory[]>;
}
