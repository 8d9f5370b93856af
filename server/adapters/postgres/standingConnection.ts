import type pg from 'pg';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import type { Database } from './pool.js';
import type { Row } from './values.js';

/** A connection that stays, and is made anew when it breaks. */
export interface StandingConnection {
  /** Runs one statement; `on` = only on that connection. Errors are the driver's own. */
  ask(sql: string, params: (string | number)[], on?: pg.Client): Promise<{ client: pg.Client; row: Row | undefined }>;
  readonly isClosed: boolean;
  close(): Promise<void>;
}

export interface StandingConnectionOptions {
  database: Database;
  log: Log;
  channel: string;
  onNotice: (payload: string) => void;
  /** What was told meanwhile is lost. */
  onReconnected: () => void;
}

const RECONNECT_MS = [100, 500, 2_000, 5_000];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Resolves when it listens to the channel. */
export async function createStandingConnection({
  database,
  log,
  channel,
  onNotice,
  onReconnected,
}: StandingConnectionOptions): Promise<StandingConnection> {
  const inTurn = createKeyedMutex();
  let isClosed = false;

  const connect = async (): Promise<pg.Client> => {
    const client = await database.connect();
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    client.once('error', () => void client.end().catch(() => undefined));
    client.once('end', () => {
      if (isClosed) return;
      connection = reconnect();
      connection.catch(() => undefined);
    });
    await client.query(`LISTEN ${channel}`);
    return client;
  };
  const reconnect = async (): Promise<pg.Client> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await connect();
        onReconnected();
        return client;
      } catch (error) {
        if (isClosed) throw error;
        if (attempt === 0) log.warn('The database is away', { reason: toCoreError(error).message });
        await pause(RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)] ?? 0);
      }
    }
  };
  let connection = connect();
  await connection;

  return {
    ask: (sql, params, on) =>
      inTurn.run(channel, async () => {
        const client = await connection;
        if (on && on !== client) throw new Error('Connection terminated');
        const { rows } = await client.query<Row>(sql, params);
        return { client, row: rows[0] };
      }),
    get isClosed() {
      return isClosed;
    },
    async close() {
      isClosed = true;
      const client = await connection.catch(() => null);
      await client?.end().catch(() => undefined);
    },
  };
}
