import { randomUUID } from 'node:crypto';
import type { Access, Memory } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import type { JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Page, Slice, Store } from '../../ports/store.js';
import type { Scope } from './identity.js';

/** The log of which client read or removed which memory. */
export interface Accesses {
  /** Records before the answer leaves; a store that cannot write does not stop a read. */
  record(scope: Scope, kind: Access['kind'], touched: { memory: Memory; detail: JsonObject }[]): Promise<void>;
  /** Newest first; empty for an unknown memory. `userId` null = whoever owns it. */
  of(userId: string | null, memoryId: string, slice: Slice): Promise<Page<Access>>;
}

export function createAccesses({ store, clock, log }: { store: Store; clock: Clock; log: Log }): Accesses {
  return {
    async record(scope, kind, touched) {
      if (touched.length === 0) return;
      const entries = touched.map(({ memory, detail }) => ({
        id: randomUUID(),
        memoryId: memory.id,
        // It belongs to the memory, and goes with it.
        userId: memory.userId,
        appId: scope.app.id,
        kind,
        detail,
        accessedAt: clock.now(),
      }));
      try {
        await store.commit([{ kind: 'access.add', entries }]);
      } catch (error) {
        log.warn('An access could not be logged', { kind, reason: error instanceof Error ? error.message : 'unknown' });
      }
    },
    of: (userId, memoryId, slice) => store.listAccesses(userId, memoryId, slice),
  };
}
