import type { App, User } from '../../../ports/entities.js';
import type { AppCounts, AppQuery, Change, Page, Store } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toApp, toUser, type AppRow, type UserRow } from '../../storeRows/people.js';
import type { Database, Session } from '../pool.js';
import { patchRow, putRows, type TableOf } from '../rows.js';
import { everyUser, newId, ownerOf, pageOf, Where } from '../sql.js';
import type { Row } from '../values.js';

const USER_COLUMNS = { id: 'text', name: 'text', created_at: 'float8', updated_at: 'float8' } as const;
const USERS: TableOf<keyof typeof USER_COLUMNS> = { name: 'users', key: ['id'], columns: USER_COLUMNS };

const APP_COLUMNS = {
  user_id: 'text',
  id: 'text',
  name: 'text',
  description: 'text',
  metadata: 'text',
  is_active: 'boolean',
  created_at: 'float8',
  updated_at: 'float8',
} as const;
const APPS: TableOf<keyof typeof APP_COLUMNS> = { name: 'apps', key: ['user_id', 'id'], columns: APP_COLUMNS };

const COUNTS = `
  (SELECT count(*) FROM loci.memories m WHERE m.user_id = a.user_id AND m.app_id = a.id AND m.state <> 'deleted') AS memories,
  (SELECT count(*) FROM loci.memories m WHERE m.user_id = a.user_id AND m.app_id = a.id) AS memories_ever,
  (SELECT count(DISTINCT memory_id) FROM loci.accesses x WHERE x.user_id = a.user_id AND x.app_id = a.id) AS memories_accessed,
  (SELECT count(*) FROM loci.accesses x WHERE x.user_id = a.user_id AND x.app_id = a.id) AS accesses,
  (SELECT min(accessed_at) FROM loci.accesses x WHERE x.user_id = a.user_id AND x.app_id = a.id) AS first_access,
  (SELECT max(accessed_at) FROM loci.accesses x WHERE x.user_id = a.user_id AND x.app_id = a.id) AS last_access`;

interface CountsRow extends Row {
  memories: number;
  memories_ever: number;
  memories_accessed: number;
  accesses: number;
  first_access: number | null;
  last_access: number | null;
}

const toCounts = (row: CountsRow): AppCounts => ({
  memories: row.memories,
  memoriesEver: row.memories_ever,
  memoriesAccessed: row.memories_accessed,
  accesses: row.accesses,
  firstAccess: row.first_access,
  lastAccess: row.last_access,
});

const NO_COUNTS: AppCounts = {
  memories: 0,
  memoriesEver: 0,
  memoriesAccessed: 0,
  accesses: 0,
  firstAccess: null,
  lastAccess: null,
};

const SORT = { name: 'a.name', memories: 'memories', memoriesAccessed: 'memories_accessed' } as const;

const [BY_NAME, BY_ID] = ['SELECT * FROM loci.users WHERE name = $1', 'SELECT * FROM loci.users WHERE id = $1'];

async function readUser(session: Session, sql: string, key: string): Promise<User | null> {
  const row = await session.get<UserRow>(sql, [key]);
  return row ? toUser(row) : null;
}

/** Users that are remembered at most. */
const REMEMBERED = 10_000;

/** Users by name and by id. Those found are remembered: their rows never change, and every request asks for one. */
export function createUsers(database: Database): Pick<Store, 'findUser' | 'getUser' | 'ensureUser'> {
  const byName = new Map<string, User>();
  const byId = new Map<string, User>();
  const remember = (user: User): User => {
    const [oldest] = byId.values();
    if (byId.size >= REMEMBERED && oldest) {
      byId.delete(oldest.id);
      byName.delete(oldest.name);
    }
    byId.set(user.id, user);
    byName.set(user.name, user);
    return user;
  };
  const read = async (sql: string, key: string): Promise<User | null> => {
    const found = await readUser(database, sql, key);
    return found && remember(found);
  };
  const findUser = async (name: string): Promise<User | null> => byName.get(name) ?? (await read(BY_NAME, name));
  return {
    findUser,
    getUser: async (id) => byId.get(id) ?? (await read(BY_ID, id)),
    ensureUser: async (name, now) => (await findUser(name)) ?? remember(await makeUser(database, name, now)),
  };
}

export async function listUsers(session: Session): Promise<User[]> {
  return (await session.all<UserRow>('SELECT * FROM loci.users ORDER BY place')).map(toUser);
}

/** Of several who make it at once, one does. */
const makeUser = (database: Database, name: string, now: number): Promise<User> =>
  database.transaction(async (session) => {
    const made = await session.get<UserRow>(
      `INSERT INTO loci.users (id, name, created_at, updated_at) VALUES ($1, $2, $3, $3) ON CONFLICT (name) DO NOTHING RETURNING *`,
      [newId(), name, now],
    );
    return made ? toUser(made) : existing(await readUser(session, BY_NAME, name));
  });

export async function getApp(session: Session, id: string): Promise<App | null> {
  const row = await session.get<AppRow<boolean>>(`SELECT * FROM loci.apps ${everyUser('ownerOf')} WHERE id = $1`, [id]);
  return row ? toApp(row) : null;
}

export async function findApps(session: Session, userId: string | null, name: string): Promise<App[]> {
  const where = new Where().user('user_id', userId, 'findApps').add('name = ?', name);
  return (await session.all<AppRow<boolean>>(`SELECT * FROM loci.apps ${where.sql} ORDER BY place`, where.params)).map(
    toApp,
  );
}

/** Of several who make it at once, one does. */
export async function ensureApp(database: Database, userId: string, name: string, now: number): Promise<App> {
  const [known] = await findApps(database, userId, name);
  if (known) return known;
  return database.transaction(async (session) => {
    const made = await session.get<AppRow<boolean>>(
      `INSERT INTO loci.apps (user_id, id, name, description, metadata, is_active, created_at, updated_at)
       VALUES ($1, $2, $3, NULL, $4, true, $5, $5) ON CONFLICT (user_id, name) DO NOTHING RETURNING *`,
      [userId, newId(), name, toText({}), now],
    );
    return made ? toApp(made) : existing((await findApps(session, userId, name))[0]);
  });
}

/** What made the insertion give way is there: each statement sees what was committed before it began. */
function existing<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Error('What was in the way of a new row is gone');
  return found;
}

export async function listApps(session: Session, query: AppQuery): Promise<Page<App & AppCounts>> {
  const where = new Where()
    .user('a.user_id', query.userId, 'listApps')
    .add('strpos(loci.fold(a.name), ?) > 0', query.name?.toLowerCase())
    .add('a.is_active = ?', query.isActive);
  const direction = query.descending ? 'DESC' : 'ASC';
  const { rows, total } = await pageOf<AppRow<boolean> & CountsRow>(
    session,
    {
      columns: `a.*, ${COUNTS}`,
      from: 'loci.apps a',
      where,
      order: `${SORT[query.sortBy]} ${direction}, a.place ${direction}`,
    },
    query,
  );
  return { items: rows.map((row) => ({ ...toApp(row), ...toCounts(row) })), total };
}

export async function countApp(session: Session, appId: string): Promise<AppCounts> {
  const userId = await ownerOf(session, 'apps', appId);
  if (userId === null) return NO_COUNTS;
  const row = await session.get<CountsRow>(`SELECT ${COUNTS} FROM loci.apps a WHERE a.user_id = $1 AND a.id = $2`, [
    userId,
    appId,
  ]);
  return row ? toCounts(row) : NO_COUNTS;
}

export function putUser(session: Session, { id, name, createdAt, updatedAt }: User): Promise<void> {
  return putRows(session, USERS, [{ id, name, created_at: createdAt, updated_at: updatedAt }]);
}

export function putApp(session: Session, app: App): Promise<void> {
  const row = {
    user_id: app.userId,
    id: app.id,
    name: app.name,
    description: app.description,
    metadata: toText(app.metadata),
    is_active: app.isActive,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
  };
  return putRows(session, APPS, [row]);
}

export async function patchApp(
  session: Session,
  { userId, id, patch }: Extract<Change, { kind: 'app.patch' }>,
): Promise<void> {
  await patchRow(session, APPS, userId, id, {
    is_active: patch.isActive,
    description: patch.description,
    metadata: patch.metadata === undefined ? undefined : toText(patch.metadata),
    updated_at: patch.updatedAt,
  });
}
