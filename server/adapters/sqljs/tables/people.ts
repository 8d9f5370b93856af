import type { App, User } from '../../../ports/entities.js';
import type { AppCounts, AppQuery, Change, Page } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toApp, toUser, type AppRow, type UserRow } from '../../storeRows/people.js';
import type { Database, Row } from '../database.js';
import { countOf, newId, Where, type WriteContext } from './shared.js';

const fromApp = (app: App): AppRow<number> => ({
  id: app.id,
  user_id: app.userId,
  name: app.name,
  description: app.description,
  metadata: toText(app.metadata),
  is_active: app.isActive ? 1 : 0,
  created_at: app.createdAt,
  updated_at: app.updatedAt,
});

const COUNTS = `
  (SELECT count(*) FROM memories m WHERE m.app_id = a.id AND m.state <> 'deleted') AS memories,
  (SELECT count(*) FROM memories m WHERE m.app_id = a.id) AS memories_ever,
  (SELECT count(DISTINCT memory_id) FROM accesses x WHERE x.app_id = a.id) AS memories_accessed,
  (SELECT count(*) FROM accesses x WHERE x.app_id = a.id) AS accesses,
  (SELECT min(accessed_at) FROM accesses x WHERE x.app_id = a.id) AS first_access,
  (SELECT max(accessed_at) FROM accesses x WHERE x.app_id = a.id) AS last_access`;

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

const SORT = { name: 'a.name', memories: 'memories', memoriesAccessed: 'memories_accessed' } as const;

export const peopleReads = {
  findUser: (database: Database, name: string): User | null => {
    const row = database.get<UserRow>('SELECT * FROM users WHERE name = ?', [name]);
    return row ? toUser(row) : null;
  },
  getUser: (database: Database, id: string): User | null => {
    const row = database.get<UserRow>('SELECT * FROM users WHERE id = ?', [id]);
    return row ? toUser(row) : null;
  },
  listUsers: (database: Database): User[] => database.all<UserRow>('SELECT * FROM users ORDER BY rowid').map(toUser),
  getApp: (database: Database, id: string): App | null => {
    const row = database.get<AppRow<number>>('SELECT * FROM apps WHERE id = ?', [id]);
    return row ? toApp(row) : null;
  },
  findApps: (database: Database, userId: string | null, name: string): App[] => {
    const where = new Where().add('name = ?', name).add('user_id = ?', userId ?? undefined);
    return database.all<AppRow<number>>(`SELECT * FROM apps ${where.sql} ORDER BY rowid`, where.params).map(toApp);
  },
  listApps: (database: Database, query: AppQuery): Page<App & AppCounts> => {
    const where = new Where()
      .add('a.user_id = ?', query.userId ?? undefined)
      .add('instr(fold(a.name), ?) > 0', query.name?.toLowerCase())
      .add('a.is_active = ?', query.isActive === undefined ? undefined : Number(query.isActive));
    const direction = query.descending ? 'DESC' : 'ASC';
    const rows = database.all<AppRow<number> & CountsRow>(
      `SELECT a.*, ${COUNTS} FROM apps a ${where.sql} ORDER BY ${SORT[query.sortBy]} ${direction}, a.rowid ${direction} LIMIT ? OFFSET ?`,
      [...where.params, query.limit, query.offset],
    );
    const total = countOf(database, `SELECT count(*) AS n FROM apps a ${where.sql}`, where.params);
    return { items: rows.map((row) => ({ ...toApp(row), ...toCounts(row) })), total };
  },
  countApp: (database: Database, appId: string): AppCounts => {
    const row = database.get<CountsRow>(`SELECT ${COUNTS} FROM (SELECT ? AS id) a`, [appId]);
    return toCounts(
      row ?? {
        memories: 0,
        memories_ever: 0,
        memories_accessed: 0,
        accesses: 0,
        first_access: null,
        last_access: null,
      },
    );
  },
};

export const peopleWrites = {
  ensureUser: ({ database, rows }: WriteContext, name: string, now: number): User => {
    const known = peopleReads.findUser(database, name);
    if (known) return known;
    const user: User = { id: newId(), name, createdAt: now, updatedAt: now };
    putUser({ rows }, user);
    return user;
  },
  ensureApp: ({ database, rows }: WriteContext, userId: string, name: string, now: number): App => {
    const [known] = peopleReads.findApps(database, userId, name);
    if (known) return known;
    const app: App = {
      id: newId(),
      userId,
      name,
      description: null,
      metadata: {},
      isActive: true,
      createdAt: now,
      updatedAt: now,
    };
    putApp({ rows }, app);
    return app;
  },
};

export function putUser({ rows }: Pick<WriteContext, 'rows'>, user: User): void {
  rows.put('users', { id: user.id, name: user.name, created_at: user.createdAt, updated_at: user.updatedAt });
}

export function putApp({ rows }: Pick<WriteContext, 'rows'>, app: App): void {
  rows.put('apps', fromApp(app));
}

export function patchApp({ database, rows }: WriteContext, change: Extract<Change, { kind: 'app.patch' }>): void {
  const app = peopleReads.getApp(database, change.id);
  if (app?.userId === change.userId) rows.put('apps', fromApp({ ...app, ...change.patch }));
}
