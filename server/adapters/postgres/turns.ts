import type { Change } from '../../ports/store.js';

/** Work under the same key happens one after another, in the order in which it was asked for. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work, work);
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return result;
  };
}

/**
 * What is said in one conversation locks it in the database. Within this instance it waits for its turn before it takes
 * a connection: a lively conversation must not hold them all, and its messages keep their order.
 */
export function conversationOf(changes: readonly Change[]): string | null {
  for (const change of changes) if (change.kind === 'message.add') return change.message.conversationId;
  return null;
}
