import type pg from 'pg';
import type { DatabaseAddress } from './address.js';
import { createConnections, type ConnectionOptions, type PoolStats } from './connections.js';
import { isConnectionLost, isInTheWay, toStoreError } from './errors.js';
import { RUNNING_SINCE, sessionOn, transact, type OutcomeOf, type Session } from './transactions.js';

export type { Often, Session } from './transactions.js';
export type DatabaseOptions = ConnectionOptions;

/** A database. Outside a transaction every statement stands for itself and only reads. Errors are the core's. */
export interface Database extends Session {
  /**
   * All of it or nothing. Work that another transaction was in the way of, or whose connection broke before it was
   * committed, is run again: it must do nothing but what the session does.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** A connection of its own, whose statements may take as long as they do; whoever asks closes it. */
  connect(): Promise<pg.Client>;
  readonly address: DatabaseAddress;
  readonly stats: PoolStats;
  close(): Promise<void>;
}

/** After a restart, of several connections that were at rest each may turn out to be broken. */
const ATTEMPTS = 4;

/** Opens no connection before it is needed. */
export function createDatabase(options: DatabaseOptions): Database {
  const connections = createConnections(options);

  /** What broke with its connection is done again, on another one. Each attempt must have done nothing, or be a read. */
  const insist = async <T>(attempt: () => Promise<T>): Promise<T> => {
    for (let nth = 1; ; nth++) {
      try {
        return await attempt();
      } catch (error) {
        if (nth === ATTEMPTS || !(isInTheWay(error) || isConnectionLost(error))) throw toStoreError(error);
      }
    }
  };
  const read = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    insist(() => connections.using((client) => work(sessionOn(client))));

  const outcomeOf: OutcomeOf = ({ id, since }) =>
    connections.using(async (client) => {
      const { rows } = await client.query<{ status: string | null; since: string }>(
        `SELECT pg_xact_status($1::text::xid8) AS status, ${RUNNING_SINCE} AS since`,
        [id],
      );
      const isProven = rows[0]?.since === since || rows[0]?.status === 'aborted';
      return isProven ? (rows[0]?.status ?? null) : null;
    });

  return {
    address: options.address,
    all: (sql, params) => read((session) => session.all(sql, params)),
    get: (sql, params) => read((session) => session.get(sql, params)),
    run: (sql, params) => read((session) => session.run(sql, params)),
    often: (statement, params) => read((session) => session.often(statement, params)),
    transaction: (work) => insist(() => connections.using((client) => transact(client, work, outcomeOf))),
    async connect() {
      try {
        return await connections.connect();
      } catch (error) {
        throw toStoreError(error);
      }
    },
    get stats() {
      return connections.stats;
    },
    close: () => connections.close(),
  };
}
