import { randomUUID } from 'node:crypto';
import type { Log } from '../../ports/log.js';
import type { Change, StoreEvent } from '../../ports/store.js';
import { lock } from './locks.js';
import type { Database } from './pool.js';
import { createStandingConnection } from './standingConnection.js';

/**
 * What lasts longer than a transaction, on one connection that stays: other instances are heard and told, and locks are
 * held. Notices go out after the commit, gathered: PostgreSQL commits transactions that notify one after another.
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
const TRIED_AGAIN_MS = 500;

interface Notice {
  from: string;
  events: StoreEvent[];
}

/** Resolves when other instances can be heard. */
export async function createStanding(database: Database, log: Log): Promise<Standing> {
  const self = randomUUID();
  const listeners = new Set<(event: StoreEvent) => void>();
  const pending = new Map<string, StoreEvent>();
  let timer: NodeJS.Timeout | undefined;

  const publish = (event: StoreEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const connection = await createStandingConnection({
    database,
    log,
    channel: CHANNEL,
    onNotice: (payload) => {
      const { from, events } = parseNotice(payload);
      if (from !== self) events.forEach(publish);
    },
    onReconnected: () => publish({ kind: 'all' }),
  });

  const gather = (events: readonly StoreEvent[], ms: number): void => {
    for (const event of events) pending.set(JSON.stringify(event), event);
    if (pending.size > 0) timer ??= setTimeout(() => void send(), ms);
  };
  const send = async (): Promise<void> => {
    timer = undefined;
    const events = [...pending.values()];
    pending.clear();
    try {
      await connection.ask('SELECT pg_notify($1, $2)', [CHANNEL, encodeNotice({ from: self, events })]);
    } catch {
      if (!connection.isClosed) gather(events, TRIED_AGAIN_MS);
    }
  };

  return {
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (changes) => gather(changes.flatMap(toEvents), GATHERED_MS),
    async exclusively(key, work) {
      const release = await lock(connection, key);
      try {
        return await work();
      } finally {
        await release();
      }
    },
    async close() {
      await connection.close();
      clearTimeout(timer);
    },
  };
}

/** PostgreSQL takes less than 8000 bytes. */
const LONGEST_NOTICE = 7_000;

function encodeNotice(notice: Notice): string {
  const text = JSON.stringify(notice);
  return Buffer.byteLength(text) <= LONGEST_NOTICE ? text : encodeNotice({ ...notice, events: [{ kind: 'all' }] });
}

/** Another program may use the channel's name for something else. */
function parseNotice(payload: string): Notice {
  try {
    const { from = '', events = [] } = JSON.parse(payload) as Partial<Notice>;
    return { from, events };
  } catch {
    return { from: '', events: [] };
  }
}

function toEvents(change: Change): StoreEvent[] {
  if (change.kind === 'setting.put' || change.kind === 'setting.erase') return [{ kind: 'setting', key: change.key }];
  if (change.kind === 'task.cancel' || change.kind === 'token.erase') return [{ kind: change.kind, id: change.id }];
  return change.kind.startsWith('memory.') ? [{ kind: 'memories' }] : [];
}
