import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Change, StoreEvent } from '../../ports/store.js';
import type { Database } from './pool.js';

/**
 * One connection that stays: other instances are heard and told on it, and it holds locks that outlast a transaction.
 * Notices go out after the commit, gathered: PostgreSQL commits transactions that notify one after another.
 */
export interface Standing {
  watch(listener: (event: StoreEvent) => void): () => void;
  /** Tells the others what was committed here. */
  tell(changes: readonly Change[]): void;
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const CHANNEL = 'loci';
const GATHERED_MS = 50;
const RECONNECT_MS = [100, 500, 2_000, 5_000];
const LOCK_TRIED_MS = { first: 20, longest: 250 };
/** Of the numbers of advisory locks, those of our keys are hashed with this seed. */
const LOCK_SEED = 0x6c6f6369;

interface Notice {
  from: string;
  events: StoreEvent[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Resolves when other instances can be heard. */
export async function createStanding(database: Database, log: Log): Promise<Standing> {
  const self = randomUUID();
  const listeners = new Set<(event: StoreEvent) => void>();
  const pending = new Map<string, StoreEvent>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const hear = ({ payload }: pg.Notification): void => {
    const notice = JSON.parse(payload ?? '{}') as Partial<Notice>;
    if (notice.from === self) return;
    for (const event of notice.events ?? []) publish(event);
  };
  const publish = (event: StoreEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const connect = async (): Promise<pg.Client> => {
    const client = await database.connect();
    client.on('notification', hear);
    client.once('error', () => void client.end().catch(() => undefined));
    client.once('end', () => {
      if (isClosed) return;
      connection = reconnect();
      connection.catch(() => undefined);
    });
    await client.query(`LISTEN ${CHANNEL}`);
    return client;
  };
  const reconnect = async (): Promise<pg.Client> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await connect();
        // What was told while nobody listened is lost.
        publish({ kind: 'all' });
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

  const send = async (): Promise<void> => {
    timer = undefined;
    const events = [...pending.values()];
    pending.clear();
    try {
      const notice: Notice = { from: self, events };
      await (await connection).query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(notice)]);
    } catch {
      if (isClosed) return;
      for (const event of events) pending.set(JSON.stringify(event), event);
      timer ??= setTimeout(() => void send(), RECONNECT_MS[1]);
    }
  };

  return {
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(changes) {
      for (const event of changes.flatMap(toEvents)) pending.set(JSON.stringify(event), event);
      if (pending.size > 0) timer ??= setTimeout(() => void send(), GATHERED_MS);
    },
    async exclusively(key, work) {
      const release = await lock(() => connection, key);
      try {
        return await work();
      } finally {
        await release();
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const client = await connection.catch(() => null);
      await client?.end().catch(() => undefined);
    },
  };
}

/**
 * Asks again and again rather than waiting in the database, so that one connection can hold many locks. Locks go with
 * the connection: when it breaks, another instance may begin before this one has ended.
 */
async function lock(connection: () => Promise<pg.Client>, key: string): Promise<() => Promise<void>> {
  for (let ms = LOCK_TRIED_MS.first; ; ms = Math.min(2 * ms, LOCK_TRIED_MS.longest)) {
    const client = await connection();
    const got = await client
      .query<{ got: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS got', [key, LOCK_SEED])
      .catch(() => null);
    if (got?.rows[0]?.got) {
      return async () => {
        await client
          .query('SELECT pg_advisory_unlock(hashtextextended($1, $2))', [key, LOCK_SEED])
          .catch(() => undefined);
      };
    }
    await pause(ms);
  }
}

function toEvents(change: Change): StoreEvent[] {
  if (change.kind === 'setting.put' || change.kind === 'setting.erase') return [{ kind: 'setting', key: change.key }];
  if (change.kind === 'task.cancel') return [{ kind: 'task.cancel', id: change.id }];
  return change.kind.startsWith('memory.') ? [{ kind: 'memories' }] : [];
}
