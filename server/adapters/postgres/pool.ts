import pg from 'pg';
import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { DatabaseAddress } from './address.js';
import { isConnectionLost, isInTheWay, mayComeSoon, toStoreError } from './errors.js';
import { encodeValue, types, type Row, type Value } from './values.js';

/** Runs statements; values go in as parameters only. */
export interface Session {
  all<R extends Row>(sql: string, params?: readonly Value[]): Promise<R[]>;
  get<R extends Row>(sql: string, params?: readonly Value[]): Promise<R | undefined>;
  /** Returns how many rows it concerned. */
  run(sql: string, params?: readonly Value[]): Promise<number>;
}

/** Connections to one database. Outside a transaction every statement stands for itself and only reads. */
export interface Database extends Session {
  /**
   * All of it or nothing. Work that another transaction was in the way of, or whose connection broke before it was
   * committed, is run again: it must do nothing but what the session does.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** A connection of its own, for what lasts as long as a connection; whoever asks closes it. */
  connect(): Promise<pg.Client>;
  readonly address: DatabaseAddress;
  readonly stats: { max: number; created: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  address: DatabaseAddress;
  /** Connections at most. */
  size: number;
  log: Log;
  /** How long a request waits for a connection, ms. */
  connectMs?: number;
  /** How long one statement may take, ms. */
  statementMs?: number;
}

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;
/** A client that went away in a transaction must not hold its locks for long. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** Beyond the statement's own limit: the server does not answer any more. */
const ANSWER_MARGIN_MS = 5_000;
const ATTEMPTS = 4;
const TRIED_AGAIN_MS = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens no connection before it is needed. */
export function createDatabase({
  address,
  size,
  log,
  connectMs = CONNECT_MS,
  statementMs = STATEMENT_MS,
}: DatabaseOptions): Database {
  const { servers } = address;
  let isClosed = false;
  /** Counts up when the server in use fails, so that the next connection goes to another one. */
  let turn = 0;
  const config = (): pg.ClientConfig => ({
    connectionString: servers[turn % servers.length],
    application_name: 'loci',
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + ANSWER_MARGIN_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types,
  });
  class Connection extends pg.Client {
    constructor() {
      super(config());
    }
  }
  const pool = new pg.Pool({
    Client: Connection,
    max: size,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    verify: (client, done) => {
      requireWriter(client).then(() => done(), done);
    },
  });
  pool.on('error', (error) => {
    log.debug('An idle database connection ended', { reason: toStoreError(error).message });
  });

  /** Tries the servers in turn, for as long as a request may wait: a restart need not be noticed. */
  const acquire = async (): Promise<pg.PoolClient> => {
    const until = Date.now() + connectMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await pool.connect();
      } catch (error) {
        if (isClosed || !mayComeSoon(error)) throw error;
        turn += 1;
        if (Date.now() >= until) throw error;
        if (attempt % servers.length === 0) await pause(TRIED_AGAIN_MS);
      }
    }
  };

  const using = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await acquire();
    let broken = false;
    // A connection that breaks while nothing is asked of it says so here; the next statement finds out.
    const notice = (): void => void (broken = true);
    client.on('error', notice);
    try {
      return await work(client);
    } catch (error) {
      broken ||= isConnectionLost(error);
      if (broken) turn += 1;
      throw error;
    } finally {
      client.off('error', notice);
      client.release(broken);
    }
  };

  /** A read has done nothing: whatever connection it broke with, it may be asked again, once. */
  const read = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const attempt = (): Promise<T> => using((client) => work(sessionOn(client)));
    try {
      return await attempt().catch((error: unknown) => {
        if (isConnectionLost(error)) return attempt();
        throw error;
      });
    } catch (error) {
      throw toStoreError(error);
    }
  };

  return {
    address,
    all: (sql, params) => read((session) => session.all(sql, params)),
    get: (sql, params) => read((session) => session.get(sql, params)),
    run: (sql, params) => read((session) => session.run(sql, params)),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await using((client) => transact(client, work, outcomeOf));
        } catch (error) {
          const mayRepeat = isInTheWay(error) || (isConnectionLost(error) && attempt === 1);
          if (!mayRepeat || attempt >= ATTEMPTS) throw toStoreError(error);
        }
      }
    },
    async connect() {
      const client = new Connection();
      try {
        await client.connect();
        await requireWriter(client);
        return client;
      } catch (error) {
        turn += 1;
        await client.end().catch(() => undefined);
        throw toStoreError(error);
      }
    },
    get stats() {
      return { max: size, created: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
    async close() {
      isClosed = true;
      await pool.end();
    },
  };

  /** What became of a transaction whose commit was not answered. */
  function outcomeOf(transactionId: string): Promise<string | null> {
    return using(async (client) => {
      const { rows } = await client.query<{ status: string | null }>(
        'SELECT pg_xact_status($1::text::xid8) AS status',
        [transactionId],
      );
      return rows[0]?.status ?? null;
    });
  }
}

/** After a failover an old address may still answer, but takes no writes. */
async function requireWriter(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ refuses: string }>(
    `SELECT current_setting('transaction_read_only') AS refuses`,
  );
  if (rows[0]?.refuses === 'on')
    throw Object.assign(new Error('This server does not take writes'), { code: 'ECONNREFUSED' });
}

function sessionOn(client: pg.ClientBase): Session {
  const query = (sql: string, params: readonly Value[] = []) => client.query(sql, params.map(encodeValue));
  return {
    all: async <R extends Row>(sql: string, params?: readonly Value[]) => (await query(sql, params)).rows as R[],
    get: async <R extends Row>(sql: string, params?: readonly Value[]) =>
      (await query(sql, params)).rows[0] as R | undefined,
    run: async (sql, params) => (await query(sql, params)).rowCount ?? 0,
  };
}

const ASKED_AGAIN_MS = [50, 200, 1000, 2000];

/**
 * A commit whose answer got lost has happened or has not: the database is asked which, by the transaction's number, so
 * that nothing is done twice and nothing that was done is reported as failed.
 */
async function transact<T>(
  client: pg.PoolClient,
  work: (session: Session) => Promise<T>,
  outcomeOf: (transactionId: string) => Promise<string | null>,
): Promise<T> {
  const begun = (await client.query('BEGIN; SELECT pg_current_xact_id()::text AS id')) as unknown as pg.QueryResult[];
  const { id } = begun[1]?.rows[0] as { id: string };
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
    for (const ms of ASKED_AGAIN_MS) {
      await pause(ms);
      const status = await outcomeOf(id).catch(() => 'unknown');
      if (status === 'committed') return result;
      if (status === 'aborted') throw error;
    }
    throw new CoreError('unavailable', 'The database went away while it stored this: it may or may not be stored');
  }
}
