import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { CoreError, STORE_AWAY } from '../../ports/errors.js';
import { isConnectionLost } from './errors.js';
import { encodeValue, type Row, type Value } from './values.js';

/** Runs statements; values go in as parameters only. */
export interface Session {
  all<R extends Row>(sql: string, params?: readonly Value[]): Promise<R[]>;
  get<R extends Row>(sql: string, params?: readonly Value[]): Promise<R | undefined>;
  /** Returns how many rows it concerned. */
  run(sql: string, params?: readonly Value[]): Promise<number>;
  /** A statement that is asked so often that each connection plans it once. */
  often<R extends Row>(statement: Often, params: readonly Value[]): Promise<R[]>;
}

/** Its name stands for its text on every connection: no other statement has it. */
export interface Often {
  name: string;
  sql: string;
}

export function sessionOn(client: pg.ClientBase): Session {
  const query = (sql: string, params: readonly Value[] = []) => client.query(sql, params.map(encodeValue));
  return {
    all: async <R extends Row>(sql: string, params?: readonly Value[]) => (await query(sql, params)).rows as R[],
    get: async <R extends Row>(sql: string, params?: readonly Value[]) =>
      (await query(sql, params)).rows[0] as R | undefined,
    run: async (sql, params) => (await query(sql, params)).rowCount ?? 0,
    async often<R extends Row>({ name, sql }: Often, params: readonly Value[]) {
      return (await client.query({ name, text: sql, values: params.map(encodeValue) })).rows as R[];
    },
  };
}

const ASKED_AGAIN_MS = [50, 200, 1000, 2000];

/**
 * Since when a server has kept what it was told in memory: its start, and its statistics, which it forgets when it starts
 * anew because one of its processes crashed. SQL expression.
 */
export const RUNNING_SINCE = `concat(pg_postmaster_start_time(), (SELECT stats_reset FROM pg_stat_bgwriter))`;

/** `since` as the server said when it began. */
export interface TransactionNumber {
  id: string;
  since: string;
}

/**
 * What became of a transaction: committed, aborted, in progress, or null where nobody knows. A server that started anew
 * may have given the number of what a crash lost to another transaction: that it was committed then proves nothing.
 */
export type OutcomeOf = (number: TransactionNumber) => Promise<string | null>;

/**
 * All of the work or nothing. A commit whose answer got lost has happened or has not: the database is asked which, by
 * the transaction's number, so that nothing is done twice and nothing that was done is reported as failed.
 */
export async function transact<T>(
  client: pg.PoolClient,
  work: (session: Session) => Promise<T>,
  outcomeOf: OutcomeOf,
): Promise<T> {
  const begun = (await client.query(
    `BEGIN; SELECT pg_current_xact_id()::text AS id, ${RUNNING_SINCE} AS since`,
  )) as unknown as pg.QueryResult[];
  const number = begun[1]?.rows[0] as TransactionNumber;
  let result: T;
  try {
    result = await work(sessionOn(client));
  } catch (error) {
    if (!isConnectionLost(error)) await client.query('ROLLBACK');
    throw error;
  }
  try {
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    if (await hasHappened(number, outcomeOf)) return result;
    throw error;
  }
}

async function hasHappened(number: TransactionNumber, outcomeOf: OutcomeOf): Promise<boolean> {
  for (const ms of ASKED_AGAIN_MS) {
    await pause(ms);
    const status = await outcomeOf(number).catch(() => 'unknown');
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
  }
  throw new CoreError('unavailable', 'The database went away while it stored this: it may or may not be stored', {
    reason: STORE_AWAY,
  });
}
