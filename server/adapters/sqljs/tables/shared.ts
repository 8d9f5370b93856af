import { randomUUID } from 'node:crypto';
import type { Database, Row } from '../database.js';
import type { RowWriter, Table } from '../rows.js';

/** What a write works with: reads of the current transaction, and the one way to change rows. */
export interface WriteContext {
  database: Database;
  rows: RowWriter;
  /** Of the store once this is written. */
  revision: number;
}

export const newId = (): string => randomUUID();

/** `?, ?, ?` */
export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export function countOf(database: Database, sql: string, params: (string | number | null)[]): number {
  return database.get<{ n: number }>(sql, params)?.n ?? 0;
}

/** Conditions joined by AND, with their parameters. */
export class Where {
  private readonly conditions: string[] = [];
  readonly params: (string | number | null)[] = [];

  /** Ignored when `value` is undefined. */
  add(condition: string, value: string | number | null | undefined): this {
    if (value !== undefined) {
      this.conditions.push(condition);
      this.params.push(value);
    }
    return this;
  }

  /** Ignored when `values` is undefined or empty. `condition` has `$` where the list goes. */
  in(condition: string, values: readonly (string | number)[] | undefined): this {
    if (values !== undefined && values.length > 0) {
      this.conditions.push(condition.replace('$', marks(values.length)));
      this.params.push(...values);
    }
    return this;
  }

  when(isWanted: boolean | undefined, condition: string): this {
    if (isWanted) this.conditions.push(condition);
    return this;
  }

  get sql(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

const ID_BATCH = 500;

/** The rows of these ids, in no order. */
export function rowsOf<R extends Row>(database: Database, table: Table, ids: readonly string[]): R[] {
  const found: R[] = [];
  for (let start = 0; start < ids.length; start += ID_BATCH) {
    const batch = ids.slice(start, start + ID_BATCH);
    found.push(...database.all<R>(`SELECT * FROM ${table} WHERE id IN (${marks(batch.length)})`, batch));
  }
  return found;
}

/** Those of that user (null = of any), in the order of `ids`. */
export function inOrder<R extends { id: string; user_id: string }>(
  ids: readonly string[],
  rows: readonly R[],
  userId: string | null,
): R[] {
  const byId = new Map(rows.filter((row) => userId === null || row.user_id === userId).map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
