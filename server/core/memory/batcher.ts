import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { Task, Turn, TurnBuffer } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Change, Store } from '../../ports/store.js';
import type { Limits } from '../limits.js';
import { requireActive, type Scope } from './identity.js';
import type { KeyedMutex } from '../../ports/keyedMutex.js';
import { redactContent } from './learning.js';
import type { Notes } from './notes.js';

export interface BatchOutcome {
  buffer: TurnBuffer;
  /** This call completed at least one batch. */
  flushed: boolean;
}

/** Collects turns until a batch is full; kept over restarts. Throws `forbidden` when the app is paused. */
export interface Batcher {
  append(scope: Scope, sessionId: string | null, turns: Turn[]): Promise<BatchOutcome>;
}

export interface BatcherDeps {
  store: Store;
  notes: Pick<Notes, 'submitBatches'>;
  locks: KeyedMutex;
  limits: Limits;
  clock: Clock;
}

/** How a full batch went on, in the buffer's record of it. */
const DELIVERY = 'add_memory';

/** Other processes that append to the same buffer at the same time make a call begin anew at most so often. */
const ATTEMPTS = 20;

/**
 * One call is one commit: the tasks of the batches that it fills, and what is left waiting. So a crash loses no turn and
 * hands none over twice, and a call that fails has appended nothing. Calls for one buffer happen one after another; where
 * another process writes it meanwhile, the commit does nothing and the call begins anew.
 */
export function createBatcher({ store, notes, locks, limits, clock }: BatcherDeps): Batcher {
  const append = async (key: string, scope: Scope, sessionId: string | null, turns: Turn[]): Promise<BatchOutcome> => {
    requireActive(scope);
    const before = await store.getBuffer(scope.user.id, key);
    const replaces = before?.version ?? null;
    const { batches, rest } = split([...(before?.turns ?? []), ...redactContent(turns)], limits.maxMessages);
    const after = (tasks: Task[]): TurnBuffer => ({
      key,
      version: randomUUID(),
      userId: scope.user.id,
      appId: scope.app.id,
      sessionId,
      turns: rest,
      lastDelivery: tasks.length > 0 ? DELIVERY : (before?.lastDelivery ?? null),
      lastTaskId: tasks.at(-1)?.id ?? before?.lastTaskId ?? null,
      updatedAt: clock.now(),
    });
    if (batches.length === 0) {
      const buffer = after([]);
      await store.commit([keep(buffer, replaces)]);
      return { buffer, flushed: false };
    }
    const tasks = await notes.submitBatches({ scope, sessionId, batches }, (made) => [keep(after(made), replaces)]);
    return { buffer: after(tasks), flushed: true };
  };

  const insist = async (...call: Parameters<typeof append>): Promise<BatchOutcome> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await append(...call);
      } catch (error) {
        if (!(error instanceof CoreError && error.code === 'conflict')) throw error;
        if (attempt === ATTEMPTS)
          throw new CoreError('unavailable', 'Too many append to this batch at once', { cause: error });
      }
    }
  };

  return {
    append(scope, sessionId, turns) {
      const key = JSON.stringify([scope.user.id, scope.app.id, sessionId]);
      return locks.run(`batch ${key}`, () => insist(key, scope, sessionId, turns));
    },
  };
}

/** A buffer that nothing waits in is forgotten, with what it last delivered. */
function keep(buffer: TurnBuffer, replaces: string | null): Change {
  const { userId, key, turns } = buffer;
  return turns.length > 0 ? { kind: 'buffer.put', buffer, replaces } : { kind: 'buffer.erase', userId, key, replaces };
}

/** As many full batches as there are, and what is left over. */
function split(turns: Turn[], size: number): { batches: Turn[][]; rest: Turn[] } {
  const full = turns.length - (turns.length % size);
  const batches: Turn[][] = [];
  for (let start = 0; start < full; start += size) batches.push(turns.slice(start, start + size));
  return { batches, rest: turns.slice(full) };
}
