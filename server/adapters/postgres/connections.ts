import pg from 'pg';
import type { Log } from '../../ports/log.js';
import type { DatabaseAddress } from './address.js';
import { isConnectionLost, mayComeSoon, toStoreError } from './errors.js';
import { types } from './values.js';

export interface ConnectionOptions {
  address: DatabaseAddress;
  /** Connections at most. */
  size: number;
  log: Log;
  /** How long a request waits for a connection, ms. */
  connectMs?: number;
  /** How long one statement may take, ms. */
  statementMs?: number;
}

/** The connections of one service to its database, shared by its requests. Errors are the driver's own. */
export interface Connections {
  /** Work on a connection that nobody else uses meanwhile. Throws `CoreError` when none could be had in time. */
  using<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** A connection of its own, whose statements may take as long as they do; whoever asks closes it. */
  connect(): Promise<pg.Client>;
  readonly stats: PoolStats;
  close(): Promise<void>;
}

export interface PoolStats {
  max: number;
  created: number;
  idle: number;
  waiting: number;
}

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;
/** A client that went away in a transaction must not hold its locks for long. */
const IDLE_IN_TRANSACTION_MS = 30_000;
const IDLE_MS = 30_000;
/** Beyond the statement's own limit: the server does not answer any more. */
const ANSWER_MARGIN_MS = 5_000;
const TRIED_AGAIN_MS = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens none before it is needed. */
export function createConnections(options: ConnectionOptions): Connections {
  const { size, log, connectMs = CONNECT_MS, statementMs = STATEMENT_MS } = options;
  const { servers } = options.address;
  let isClosed = false;
  /** Counts up when the server in use fails, so that the next connection goes to another one. */
  let turn = 0;
  const config = () => configOf(options, servers[turn % servers.length] ?? '');
  class Connection extends pg.Client {
    constructor() {
      super(config());
    }
  }
  const pool = new pg.Pool({
    Client: Connection,
    max: size,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: IDLE_MS,
    verify: (client, done) => void begin(client, statementMs).then(() => done(), done),
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

  return {
    async using(work) {
      const client = await acquire().catch((error: unknown) => {
        throw toStoreError(error);
      });
      let isBroken = false;
      // A connection that breaks while nothing is asked of it says so here; the next statement finds out.
      const notice = (): void => void (isBroken = true);
      client.on('error', notice);
      try {
        return await work(client);
      } catch (error) {
        isBroken ||= isConnectionLost(error);
        if (isBroken) turn += 1;
        throw error;
      } finally {
        client.off('error', notice);
        client.release(isBroken);
      }
    },
    async connect() {
      const client = new pg.Client({ ...config(), query_timeout: 0 });
      try {
        await client.connect();
        await begin(client, 0);
        return client;
      } catch (error) {
        turn += 1;
        await client.end().catch(() => undefined);
        throw error;
      }
    },
    get stats() {
      return { max: size, created: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await pool.end();
    },
  };
}

const configOf = (
  { connectMs = CONNECT_MS, statementMs = STATEMENT_MS }: ConnectionOptions,
  connectionString: string,
): pg.ClientConfig => ({
  connectionString,
  application_name: 'loci',
  connectionTimeoutMillis: connectMs,
  query_timeout: statementMs + ANSWER_MARGIN_MS,
  keepAlive: true,
  types,
});

/**
 * Sets a new connection's limits, here and not while it connects, where pools in between know nothing of them. 0 = none.
 * After a failover an old address may still answer, but takes no writes.
 */
async function begin(client: pg.ClientBase, statementMs: number): Promise<void> {
  const { rows } = await client.query<{ refuses: string }>(
    `SELECT current_setting('transaction_read_only') AS refuses, set_config('statement_timeout', $1, false),
       set_config('idle_in_transaction_session_timeout', $2, false)`,
    [String(statementMs), String(IDLE_IN_TRANSACTION_MS)],
  );
  if (rows[0]?.refuses === 'on')
    throw Object.assign(new Error('This server does not take writes'), { code: 'ECONNREFUSED' });
}
