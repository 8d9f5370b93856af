import type { Change, Store } from '../../ports/store.js';
import { othersUser, ownerOfKey, type Acting } from './acting.js';

const NOTHING = { items: [], total: 0 };
const UNUSED = { memories: 0, memoriesEver: 0, memoriesAccessed: 0, accesses: 0, firstAccess: null, lastAccess: null };

/** Whose row a change touches; null = it belongs to the service. */
function ownersOf(change: Change): readonly (string | null)[] {
  switch (change.kind) {
    case 'memory.put':
      return [change.memory.userId];
    case 'stateChange.add':
      return [change.entry.userId];
    case 'access.add':
      return change.entries.map(({ userId }) => userId);
    case 'task.put':
      return [change.task.userId];
    case 'setting.put':
    case 'setting.erase':
      return [ownerOfKey(change.key)];
    case 'buffer.put':
      return [change.buffer.userId];
    case 'recording.put':
      return [change.recording.userId];
    case 'screenText.put':
      return change.texts.map(({ userId }) => userId);
    case 'conversation.put':
      return [change.conversation.userId];
    case 'message.add':
      return [change.message.userId];
    case 'vector.put':
      return [change.vector.userId];
    case 'user.put':
    case 'app.put':
    case 'category.put':
    case 'activitySession.put':
    case 'activityCount.put':
    case 'token.put':
    case 'token.erase':
      return [null];
    case 'app.patch':
    case 'memory.patch':
    case 'memory.erase':
    case 'task.erase':
    case 'task.cancel':
    case 'buffer.erase':
    case 'activitySession.erase':
    case 'activitySession.link':
    case 'recording.erase':
    case 'conversation.patch':
    case 'conversation.erase':
    case 'conversation.clear':
    case 'conversation.rewind':
      return [change.userId];
  }
}

/** What the guards share: the store, and whose rows may be touched. */
interface Guard {
  store: Store;
  acting: Acting;
  /** As `Acting`'s. */
  scope: Acting['scope'];
  /** The same where somebody was named. */
  requireOwn(userId: string): string;
  /** Another's row is not there. */
  own<T extends { userId: string }>(row: T | null): T | null;
  /** For who runs the service alone. */
  whenOwner<Args extends unknown[], R>(read: (...args: Args) => Promise<R>): (...args: Args) => Promise<R>;
}

function createGuard(store: Store, acting: Acting): Guard {
  const { scope } = acting;
  return {
    store,
    acting,
    scope,
    requireOwn: (userId) => scope(userId) ?? userId,
    own: (row) => (row && acting.principal && row.userId !== acting.principal.userId ? null : row),
    whenOwner:
      (read) =>
      async (...args) => {
        acting.requireOwner();
        return read(...args);
      },
  };
}

/**
 * The store as whoever the work is done for may use it: a person with a token reads and writes their own rows alone,
 * whatever a surface asks for. What names nobody means that person; another user is `forbidden`, another's row is not
 * there. Settings are written by who runs the service alone.
 */
export function guardStore(store: Store, acting: Acting): Store {
  const guard = createGuard(store, acting);
  return {
    ...guardPeople(guard),
    ...guardApps(guard),
    ...guardMemories(guard),
    ...guardWork(guard),
    ...guardRecordings(guard),
    ...guardConversations(guard),
    ...guardVectors(guard),
    exclusively: (key, work) => store.exclusively(key, work),
    watch: (listener) => store.watch(listener),
    status: () => store.status(),
    purge: () => store.purge(),
    close: () => store.close(),
  };
}

function guardPeople({ store, acting, scope, own, whenOwner }: Guard) {
  const checkName = (name: string): void => {
    if (acting.principal && acting.principal.name !== name) throw othersUser();
  };
  const check = (change: Change): void => {
    for (const owner of ownersOf(change)) {
      if (owner === null) acting.requireOwner();
      else scope(owner);
    }
  };
  /** A memory is put under its id alone: it must not be another's. */
  const checkTaken = async (changes: readonly Change[]): Promise<void> => {
    const ids = changes.flatMap((change) => (change.kind === 'memory.put' ? [change.memory.id] : []));
    const known = ids.length === 0 ? [] : await store.getMemories(null, ids);
    if (known.some((memory) => own(memory) === null)) throw othersUser();
  };
  return {
    async commit(changes) {
      changes.forEach(check);
      if (acting.principal) await checkTaken(changes);
      await store.commit(changes);
    },
    async ensureUser(name, now) {
      checkName(name);
      return store.ensureUser(name, now);
    },
    async findUser(name) {
      checkName(name);
      return store.findUser(name);
    },
    async getUser(id) {
      return acting.principal && acting.principal.userId !== id ? null : store.getUser(id);
    },
    async listUsers() {
      const users = await store.listUsers();
      return acting.principal ? users.filter(({ id }) => id === acting.principal?.userId) : users;
    },
    listTokens: whenOwner((userId: string) => store.listTokens(userId)),
  } satisfies Partial<Store>;
}

function guardApps({ store, acting, scope, requireOwn, own }: Guard) {
  const appIsMine = async (appId: string): Promise<boolean> =>
    acting.principal === null || own(await store.getApp(appId)) !== null;
  return {
    ensureApp: async (userId, name, now) => store.ensureApp(requireOwn(userId), name, now),
    getApp: async (id) => own(await store.getApp(id)),
    findApps: async (userId, name) => store.findApps(scope(userId), name),
    listApps: async (query) => store.listApps({ ...query, userId: scope(query.userId) }),
    countApp: async (appId) => ((await appIsMine(appId)) ? store.countApp(appId) : UNUSED),
    async listAccessedBy(appId, slice) {
      const nothing: Awaited<ReturnType<Store['listAccessedBy']>> = NOTHING;
      return (await appIsMine(appId)) ? store.listAccessedBy(appId, slice) : nothing;
    },
  } satisfies Partial<Store>;
}

function guardMemories({ store, scope, requireOwn }: Guard) {
  return {
    getMemory: async (userId, id) => store.getMemory(scope(userId), id),
    getMemories: async (userId, ids) => store.getMemories(scope(userId), ids),
    listMemories: async (query) => store.listMemories({ ...query, userId: scope(query.userId) }),
    scanMemories: async (userId, ...rest) => store.scanMemories(scope(userId), ...rest),
    countFindable: () => store.countFindable(),
    revision: () => store.revision(),
    relatedMemories: async (userId, ...rest) => store.relatedMemories(requireOwn(userId), ...rest),
    listReplaced: async (userId, id) => store.listReplaced(requireOwn(userId), id),
    countMemories: async (userId, utcOffset) => store.countMemories(requireOwn(userId), utcOffset),
    findByHash: async (userId, hash) => store.findByHash(requireOwn(userId), hash),

    listCategories: async (userId) => store.listCategories(requireOwn(userId)),
    getCategories: (ids) => store.getCategories(ids),
    listStateChanges: async (userId, memoryId) => store.listStateChanges(scope(userId), memoryId),
    listAccesses: async (userId, ...rest) => store.listAccesses(scope(userId), ...rest),
  } satisfies Partial<Store>;
}

function guardWork({ store, scope, requireOwn, own }: Guard) {
  return {
    getTask: async (id) => own(await store.getTask(id)),
    listTasks: async (filter) => store.listTasks({ ...filter, userId: scope(filter.userId ?? null) ?? undefined }),
    leaseTasks: (...asked) => store.leaseTasks(...asked),
    renewTasks: (...asked) => store.renewTasks(...asked),
    async getSetting(key) {
      const owner = ownerOfKey(key);
      if (owner !== null) scope(owner);
      return store.getSetting(key);
    },
    getBuffer: async (userId, key) => store.getBuffer(requireOwn(userId), key),
  } satisfies Partial<Store>;
}

function guardRecordings({ store, scope, requireOwn, whenOwner }: Guard) {
  return {
    getRecording: async (userId, file) => store.getRecording(requireOwn(userId), file),
    getRecordings: async (userId, ids) => store.getRecordings(requireOwn(userId), ids),
    listRecordings: async (userId, slice) => store.listRecordings(scope(userId), slice),
    getScreenTexts: async (userId, ids) => store.getScreenTexts(scope(userId), ids),
    listScreenTexts: async (query) => store.listScreenTexts({ ...query, userId: requireOwn(query.userId) }),
    scanScreenTexts: whenOwner((...asked: Parameters<Store['scanScreenTexts']>) => store.scanScreenTexts(...asked)),
    countScreenTexts: () => store.countScreenTexts(),

    addActivitySession: async (session) => store.addActivitySession({ ...session, userId: requireOwn(session.userId) }),
    getActivitySession: async (userId, id) => store.getActivitySession(requireOwn(userId), id),
    listActivitySessions: async (userId, slice) => store.listActivitySessions(requireOwn(userId), slice),
  } satisfies Partial<Store>;
}

function guardConversations({ store, scope, requireOwn, whenOwner }: Guard) {
  return {
    getConversation: async (userId, id) => store.getConversation(scope(userId), id),
    findConversation: async (userId, ...rest) => store.findConversation(requireOwn(userId), ...rest),
    listConversations: async (query) => store.listConversations({ ...query, userId: requireOwn(query.userId) }),
    listMessages: async (userId, ...rest) => store.listMessages(requireOwn(userId), ...rest),
    getMessages: async (userId, ids) => store.getMessages(scope(userId), ids),
    scanMessages: whenOwner((...asked: Parameters<Store['scanMessages']>) => store.scanMessages(...asked)),
    countMessages: () => store.countMessages(),
    countSpoken: async (userId, ...rest) => store.countSpoken(requireOwn(userId), ...rest),
  } satisfies Partial<Store>;
}

function guardVectors({ store, acting, scope, whenOwner }: Guard) {
  return {
    scanVectors: whenOwner((...asked: Parameters<Store['scanVectors']>) => store.scanVectors(...asked)),
    getVectors: async (userId, ...rest) => store.getVectors(scope(userId), ...rest),
    listUnembedded: whenOwner((...asked: Parameters<Store['listUnembedded']>) => store.listUnembedded(...asked)),
    countUnembedded: (space) => store.countUnembedded(space),
    async scanRows(...asked) {
      acting.requireOwner();
      return store.scanRows(...asked);
    },
  } satisfies Partial<Store>;
}
