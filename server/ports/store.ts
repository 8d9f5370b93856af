import type {
  Access,
  AccessToken,
  ActivitySession,
  App,
  Category,
  Conversation,
  Memory,
  MemoryState,
  Message,
  Recording,
  ScreenText,
  StateChange,
  Task,
  TaskState,
  TurnBuffer,
  User,
} from './entities.js';
import type { Json } from './json.js';

/** The fields of a memory that change after it was written. */
export type MemoryPatch = Partial<
  Pick<
    Memory,
    | 'content'
    | 'hash'
    | 'state'
    | 'categories'
    | 'metadata'
    | 'facets'
    | 'appId'
    | 'updatedAt'
    | 'archivedAt'
    | 'deletedAt'
    | 'statusReason'
    | 'supersededAs'
    | 'nextId'
  >
>;

/** One thing to write. The changes of one `commit` happen together or not at all. */
export type Change =
  /** Inserts, or replaces the row of the same id; throws where another user has the name. */
  | { kind: 'user.put'; user: User }
  /** Inserts, or replaces the row of the same id; throws where another app of that user has the name. */
  | { kind: 'app.put'; app: App }
  | {
      kind: 'app.patch';
      userId: string;
      id: string;
      patch: Partial<Pick<App, 'isActive' | 'description' | 'metadata' | 'updatedAt'>>;
    }
  | { kind: 'token.put'; token: AccessToken }
  /** Nothing happens when that user has no such token. */
  | { kind: 'token.erase'; userId: string; id: string }
  /** Inserts, or replaces the row of the same id; throws where another category has the name. */
  | { kind: 'category.put'; category: Category }
  /** Inserts, or replaces the row of the same id. */
  | { kind: 'memory.put'; memory: Memory }
  /** Nothing happens when that user has no such memory. */
  | { kind: 'memory.patch'; userId: string; id: string; patch: MemoryPatch }
  /** Removes the row with its history, accesses and category links, for good. */
  | { kind: 'memory.erase'; userId: string; id: string }
  | { kind: 'stateChange.add'; entry: StateChange }
  | { kind: 'access.add'; entries: Access[] }
  /** With a lease it runs with that owner from now on; throws `conflict` when another one has taken it over by now. */
  | { kind: 'task.put'; task: Task; lease?: TaskLease | undefined }
  | { kind: 'task.erase'; userId: string; id: string }
  /** Asks whoever runs it, in whatever process, to stop it. */
  | { kind: 'task.cancel'; userId: string; id: string }
  | { kind: 'setting.put'; key: string; value: Json }
  | { kind: 'setting.erase'; key: string }
  /** Throws `conflict` when the buffer is not the version that it replaces (null = there is none). */
  | { kind: 'buffer.put'; buffer: TurnBuffer; replaces: string | null }
  | { kind: 'buffer.erase'; userId: string; key: string; replaces: string | null }
  /** Keeps a session under the number it has, or replaces that user's of this number. */
  | { kind: 'activitySession.put'; session: ActivitySession }
  | { kind: 'activityCount.put'; count: ActivityCount }
  /** Nothing happens when that user has no such session. */
  | { kind: 'activitySession.erase'; userId: string; id: number }
  /** Inserts, or replaces the row of the same id. */
  | { kind: 'recording.put'; recording: Recording }
  /** Removes it with the texts that were read from it, for good. */
  | { kind: 'recording.erase'; userId: string; id: string }
  /** Inserts, or replaces the rows of the same ids; those whose recording is gone are left out. */
  | { kind: 'screenText.put'; texts: ScreenText[] }
  | { kind: 'activitySession.link'; userId: string; id: number; memoryId: string }
  /** Inserts, or replaces the row of the same id. */
  | { kind: 'conversation.put'; conversation: Conversation }
  /** Nothing happens when that user has no such conversation. */
  | {
      kind: 'conversation.patch';
      userId: string;
      id: string;
      patch: Partial<Pick<Conversation, 'title' | 'metadata' | 'updatedAt'>>;
    }
  /** Removes it with its messages, for good. */
  | { kind: 'conversation.erase'; userId: string; id: string }
  /** Removes its messages, for good. */
  | { kind: 'conversation.clear'; userId: string; id: string; now: number }
  /** Removes that message and all after it, for good; nothing happens when it is gone. */
  | { kind: 'conversation.rewind'; userId: string; id: string; messageId: string }
  /** Appends to its conversation, which counts it and shows its beginning; nothing happens when that is gone. */
  | { kind: 'message.add'; message: Message }
  /**
   * Replaces the memory's vector in whatever space; gone with the memory, or when its content changes. Nothing happens
   * when the memory's content has another hash by now than the one that was placed.
   */
  | { kind: 'vector.put'; vector: StoredVector; hash: string };

/** Who runs a task, and for how long others believe that. */
export interface TaskLease {
  owner: string;
  forMs: number;
}

/** What another process wrote. */
export type StoreEvent =
  /** What is shown of memories, of whomever. */
  | { kind: 'memories' }
  | { kind: 'setting'; key: string }
  | { kind: 'task.cancel'; id: string }
  | { kind: 'token.erase'; id: string }
  /** Something may have been missed: whatever is remembered of the store is to be read anew. */
  | { kind: 'all' };

/** Whether a setting may be another one than it was. */
export const concernsSetting = (event: StoreEvent, key: string): boolean =>
  event.kind === 'all' || (event.kind === 'setting' && event.key === key);

/** How a model places a memory's text. */
export interface StoredVector {
  memoryId: string;
  userId: string;
  /** The model with the length of its vectors: only vectors of one space can be compared. */
  space: string;
  values: Float32Array;
}

/** The highest number that a session of that user was ever given. */
export interface ActivityCount {
  userId: string;
  last: number;
}

/** Every kind of row that a store keeps; none comes before what it belongs to. */
export interface StoredRows {
  user: User;
  token: AccessToken;
  app: App;
  category: Category;
  memory: Memory;
  /** `hash` is that of the memory's content. */
  vector: StoredVector & { hash: string };
  stateChange: StateChange;
  access: Access;
  conversation: Conversation;
  message: Message;
  recording: Recording;
  screenText: ScreenText;
  activitySession: ActivitySession;
  activityCount: ActivityCount;
  task: Task;
  buffer: TurnBuffer;
  setting: { key: string; value: Json };
}
export type RowKind = keyof StoredRows;

export interface Page<T> {
  items: T[];
  /** All that match, not only this page. */
  total: number;
}

export interface Slice {
  offset: number;
  limit: number;
}

export type MemorySort = 'createdAt' | 'updatedAt' | 'content' | 'appName' | 'state';

export interface MemoryQuery extends Slice {
  /** null = every user: only for the documented cases. */
  userId: string | null;
  appIds?: string[] | undefined;
  /** Memories that have at least one of these. */
  categoryIds?: string[] | undefined;
  categoryNames?: string[] | undefined;
  states?: readonly MemoryState[] | undefined;
  sessionId?: string | undefined;
  /** Case-insensitive substring of the content in any script; `%` and `_` are wildcards. */
  text?: string | undefined;
  /** Inclusive, on the creation time. */
  createdFrom?: number | undefined;
  createdTo?: number | undefined;
  /** Leave out what was superseded. */
  currentOnly?: boolean | undefined;
  /** Default: newest first. Ties keep the order of insertion (reversed when descending). */
  sort?: { by: MemorySort; descending: boolean } | undefined;
}

export interface ConversationQuery extends Slice {
  userId: string;
  /** Absent = every app. */
  appId?: string | undefined;
  order: 'createdAt' | 'latest';
}

export interface ScreenTextQuery extends Slice {
  userId: string;
  recordingId?: string | undefined;
  /** Inclusive bounds, epoch ms. */
  from?: number | undefined;
  to?: number | undefined;
  order: 'oldest' | 'newest';
}

export interface AppCounts {
  /** Memories not deleted. */
  memories: number;
  /** Memories in any state. */
  memoriesEver: number;
  /** Distinct memories in the access log. */
  memoriesAccessed: number;
  /** Rows in the access log. */
  accesses: number;
  firstAccess: number | null;
  lastAccess: number | null;
}

export interface AppQuery extends Slice {
  userId: string | null;
  /** Case-insensitive substring. */
  name?: string | undefined;
  isActive?: boolean | undefined;
  sortBy: 'name' | 'memories' | 'memoriesAccessed';
  descending: boolean;
}

/** How a user's memories are spread. */
export interface MemoryCounts {
  /** Current ones, by state. */
  byState: Partial<Record<MemoryState, number>>;
  /** Of those that are neither deleted nor superseded, the most first. */
  byApp: { name: string; count: number }[];
  byCategory: { name: string; count: number }[];
  /** Made on each day that has any, in order; `day` counts from 1970-01-01 on the caller's calendar. */
  byDay: { day: number; count: number }[];
}

export interface StoreStatus {
  /** Where the data lies: a directory or a database address without its password. */
  location: string;
  memories: number;
  users: number;
  /** Bytes of the whole store at rest. */
  bytes: number;
  schemaVersion: number;
  /** Readers and writers that can work at once, those that are there, at work, and free for work, and who waits for one. */
  pool: { max: number; created: number; active: number; available: number; waiting: number };
}

/**
 * The one durable store. Every promise of a write resolves only once the write would survive a crash.
 * Reads see every write whose promise has resolved. Errors: `storage_full`, `unavailable` (nothing was written).
 */
export interface Store {
  /** Applies all changes or none. */
  commit(changes: Change[]): Promise<void>;

  /** Finds or creates, atomically. */
  ensureUser(name: string, now: number): Promise<User>;
  findUser(name: string): Promise<User | null>;
  getUser(id: string): Promise<User | null>;
  listUsers(): Promise<User[]>;
  /** The oldest first. */
  listTokens(userId: string): Promise<AccessToken[]>;

  /** Finds or creates, atomically. */
  ensureApp(userId: string, name: string, now: number): Promise<App>;
  getApp(id: string): Promise<App | null>;
  /** Apps of exactly this name; every user's when `userId` is null. */
  findApps(userId: string | null, name: string): Promise<App[]>;
  listApps(query: AppQuery): Promise<Page<App & AppCounts>>;
  countApp(appId: string): Promise<AppCounts>;

  /** In any state. `userId` null = whoever owns it. */
  getMemory(userId: string | null, id: string): Promise<Memory | null>;
  /** In the order of `ids`; missing ones are left out. */
  getMemories(userId: string | null, ids: string[]): Promise<Memory[]>;
  listMemories(query: MemoryQuery): Promise<Page<Memory>>;
  /**
   * All memories in order of insertion, for building indexes and exports; `cursor` 0 = from the start, null = done.
   * With `since` only those written after that revision.
   */
  scanMemories(
    userId: string | null,
    cursor: number,
    limit: number,
    since?: number,
  ): Promise<{ items: Memory[]; cursor: number | null }>;
  /** Memories that are active and current. */
  countFindable(): Promise<number>;
  /** A number that grows with writes: whatever is written after it was asked for has a higher one. */
  revision(): Promise<number>;
  /** Others of the same user, not deleted, by shared categories then newest. */
  relatedMemories(userId: string, id: string, slice: Slice): Promise<Page<Memory>>;
  /** Those that this one replaced directly, oldest first. */
  listReplaced(userId: string, id: string): Promise<Memory[]>;
  /** `utcOffset`: of the caller's calendar, in minutes east of UTC. */
  countMemories(userId: string, utcOffset: number): Promise<MemoryCounts>;
  /** Current memories of that user with this content hash. */
  findByHash(userId: string, hash: string): Promise<Memory[]>;

  /** The categories on a user's memories that are neither deleted nor archived, by name. */
  listCategories(userId: string): Promise<Category[]>;
  getCategories(ids: string[]): Promise<Category[]>;

  /** `userId` null = whoever owns the memory. */
  listStateChanges(userId: string | null, memoryId: string): Promise<StateChange[]>;
  /** Newest first. */
  listAccesses(userId: string | null, memoryId: string, slice: Slice): Promise<Page<Access>>;
  /** What an app has read, most often first. */
  listAccessedBy(appId: string, slice: Slice): Promise<Page<{ memory: Memory; count: number }>>;

  getTask(id: string): Promise<Task | null>;
  /** Newest first. */
  listTasks(filter: {
    userId?: string | undefined;
    states?: readonly TaskState[] | undefined;
    limit: number;
  }): Promise<Task[]>;
  /** Takes over unfinished tasks that nobody runs who still lives, oldest first. */
  leaseTasks(lease: TaskLease, limit: number): Promise<Task[]>;
  /** Holds those tasks further. Tells which another owner has taken over, and which are to stop. */
  renewTasks(lease: TaskLease, ids: string[]): Promise<{ lost: string[]; unwanted: string[] }>;

  getSetting(key: string): Promise<Json | undefined>;
  getBuffer(userId: string, key: string): Promise<TurnBuffer | null>;

  getRecording(userId: string, file: string): Promise<Recording | null>;
  /** In the order of `ids`; missing ones are left out. */
  getRecordings(userId: string, ids: string[]): Promise<Recording[]>;
  /** Newest first. */
  listRecordings(userId: string | null, slice: Slice): Promise<Page<Recording>>;

  /** In the order of `ids`; missing ones are left out. */
  getScreenTexts(userId: string | null, ids: string[]): Promise<ScreenText[]>;
  listScreenTexts(query: ScreenTextQuery): Promise<Page<ScreenText>>;
  /** All texts in order of insertion, for building indexes; as `scanMemories`. */
  scanScreenTexts(
    cursor: number,
    limit: number,
    since?: number,
  ): Promise<{ items: ScreenText[]; cursor: number | null }>;
  countScreenTexts(): Promise<number>;

  /** Keeps a session under the next number, which it returns. */
  addActivitySession(session: Omit<ActivitySession, 'id'>): Promise<number>;
  getActivitySession(userId: string, id: number): Promise<ActivitySession | null>;
  /** Newest first. */
  listActivitySessions(userId: string, slice: Slice): Promise<Page<ActivitySession>>;

  /** `userId` null = whoever owns it. */
  getConversation(userId: string | null, id: string): Promise<Conversation | null>;
  findConversation(userId: string, appId: string, alias: string): Promise<Conversation | null>;
  /** In the order of their beginning, or with what was last spoken in first. */
  listConversations(query: ConversationQuery): Promise<Page<Conversation>>;
  /** In the order they were said, counted from either end. */
  listMessages(
    userId: string,
    conversationId: string,
    slice: Slice & { fromEnd?: boolean | undefined },
  ): Promise<Page<Message>>;
  /** In the order of `ids`; missing ones are left out. */
  getMessages(userId: string | null, ids: string[]): Promise<Message[]>;
  /** All messages in order of insertion, for building indexes; as `scanMemories`. */
  scanMessages(cursor: number, limit: number, since?: number): Promise<{ items: Message[]; cursor: number | null }>;
  countMessages(): Promise<number>;
  /** Conversations of a user in which a character was spoken with since a time, epoch ms. */
  countSpoken(userId: string, characterId: string, since: number): Promise<number>;

  /** The vectors of that space of active, current memories, for building indexes; `cursor` as in `scanMemories`. */
  scanVectors(space: string, cursor: number, limit: number): Promise<{ items: StoredVector[]; cursor: number | null }>;
  /** The same of these memories alone, of one user or (null) of whomever, in no order; those that have none are left out. */
  getVectors(userId: string | null, space: string, memoryIds: readonly string[]): Promise<StoredVector[]>;
  /** Active, current memories without a vector in that space; in order of insertion, `cursor` as in `scanMemories`. */
  listUnembedded(space: string, cursor: number, limit: number): Promise<{ items: Memory[]; cursor: number | null }>;
  /** How many of these there are. */
  countUnembedded(space: string): Promise<number>;

  /**
   * All rows of one kind, whoever's, for copying a store: in order of insertion, or by their keys where that is not
   * kept. `cursor` as in `scanMemories`.
   */
  scanRows<K extends RowKind>(
    kind: K,
    cursor: number,
    limit: number,
  ): Promise<{ items: StoredRows[K][]; cursor: number | null }>;

  /** Runs work while no other process runs work under that key; within this one the caller sees to that. */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Tells what other processes write, soon after they did; returns how to stop listening. */
  watch(listener: (event: StoreEvent) => void): () => void;

  status(): Promise<StoreStatus>;
  /** Rewrites what is at rest so that nothing erased is left in it: no older log, snapshot or backup remains. */
  purge(): Promise<void>;
  close(): Promise<void>;
}
