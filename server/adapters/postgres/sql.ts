import { randomUUID } from 'node:crypto';
import type { Session } from './pool.js';
import type { Row, Value } from './values.js';

export const newId = (): string => randomUUID();

/**
 * Stands in every statement that concerns rows of more than one user, with the name of what asks: `EVERY_USER` lists
 * them, and a test holds that there are no others.
 */
export const everyUser = (name: EveryUser | EveryIndexUser): string => `/* every user: ${name} */`;

/** What is asked across users, and why. On a distributed PostgreSQL these alone go to every shard. */
export const EVERY_USER = {
  ownerOf: 'routes that know an id alone resolve its owner first',
  findApps: 'OmniMemory without a user means every user of the app of that name',
  listApps: "OpenMemory's list of apps without a user",
  listMemories: 'OmniMemory without a user, on a service that all share',
  getRows: 'rows by their ids, of whomever',
  scan: 'building an index of everything',
  copy: 'copying a whole store',
  counts: 'how much there is',
  vectors: 'placing what has no vector yet',
  listTasks: 'the list of tasks of all users, and clearing away old ones',
  leases: 'taking over the tasks of an instance that died',
  listRecordings: 'repairing and removing recordings of this machine',
} as const;
export type EveryUser = keyof typeof EVERY_USER;

/** The same of the search index. */
export const EVERY_INDEX_USER = {
  indexUsers: 'searches without a user',
  indexDue: 'taking over what an instance that died left unindexed',
  indexStatus: 'how much is indexed',
  indexVectors: 'comparing vectors without a user, and placing what an instance that died left out',
} as const;
export type EveryIndexUser = keyof typeof EVERY_INDEX_USER;

/** Conditions joined by AND, with their parameters; `?` stands for the parameter. */
export class Where {
  private readonly conditions: string[] = [];
  private note = '';

  constructor(readonly params: Value[] = []) {}

  /** Of one user; null = of every user, which `name` says why. */
  user(column: string, userId: string | null, name: EveryUser): this {
    if (userId !== null) return this.add(`${column} = ?`, userId);
    this.note = `${everyUser(name)} `;
    return this;
  }

  /** Ignored when `value` is undefined. */
  add(condition: string, value: Value | undefined): this {
    if (value === undefined) return this;
    this.conditions.push(condition.replaceAll('?', `$${this.params.push(value)}`));
    return this;
  }

  /** Ignored when `values` is undefined or empty. */
  any(condition: string, values: readonly (string | number)[] | undefined): this {
    return this.add(condition, values && values.length > 0 ? values : undefined);
  }

  when(isWanted: boolean | undefined, condition: string): this {
    if (isWanted) this.conditions.push(condition);
    return this;
  }

  /** A further parameter; how it is written. */
  next(value: Value): string {
    return `$${this.params.push(value)}`;
  }

  get sql(): string {
    const conditions = this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
    return `${this.note}${conditions}`;
  }
}

export async function countOf(session: Session, sql: string, params: readonly Value[] = []): Promise<number> {
  return (await session.get<{ n: number }>(sql, params))?.n ?? 0;
}

/** Rows with their total: `from` says from where, `order` in which order, without what the page adds. */
export async function pageOf<R extends Row>(
  session: Session,
  { columns = '*', from, where, order }: { columns?: string; from: string; where: Where; order: string },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: R[]; total: number }> {
  const params = [...where.params];
  const total = await countOf(session, `SELECT count(*) AS n FROM ${from} ${where.sql}`, params);
  const [first, second] = [params.length + 1, params.length + 2];
  const rows = await session.all<R>(
    `SELECT ${columns} FROM ${from} ${where.sql} ORDER BY ${order} LIMIT $${first} OFFSET $${second}`,
    [...params, limit, offset],
  );
  return { rows, total };
}

/** One batch of a walk over a table in order of insertion. */
export async function batchOf<R extends Row & { place: number }>(
  session: Session,
  from: string,
  where: Where,
  limit: number,
): Promise<{ rows: R[]; cursor: number | null }> {
  const rows = await session.all<R>(
    `SELECT * FROM ${from} ${where.sql} ORDER BY place LIMIT ${where.next(limit)}`,
    where.params,
  );
  return { rows, cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
}

/** Those with an id, in the order of `ids`. */
export function inOrder<R extends { id: string }>(ids: readonly string[], rows: readonly R[]): R[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The rows of these ids, of one user or (null) of whomever, in the order of `ids`. */
export async function rowsOf<R extends Row & { id: string }>(
  session: Session,
  table: string,
  userId: string | null,
  ids: readonly string[],
): Promise<R[]> {
  if (ids.length === 0) return [];
  const where = new Where().user('user_id', userId, 'getRows').add('id = ANY(?)', ids);
  return inOrder(ids, await session.all<R>(`SELECT * FROM loci.${table} ${where.sql}`, where.params));
}

/** Whose row of a table has that id; null = there is none. */
export async function ownerOf(
  session: Session,
  table: 'apps' | 'memories' | 'tasks',
  id: string,
): Promise<string | null> {
  const row = await session.get<{ user_id: string }>(
    `SELECT user_id FROM loci.${table} ${everyUser('ownerOf')} WHERE id = $1`,
    [id],
  );
  return row?.user_id ?? null;
}
