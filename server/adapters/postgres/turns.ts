import type { Change } from '../../ports/store.js';

/**
 * What is said in one conversation locks it in the database. Within this instance it waits for its turn before it takes
 * a connection: a lively conversation must not hold them all, and its messages keep their order.
 */
export function conversationOf(changes: readonly Change[]): string | null {
  for (const change of changes) if (change.kind === 'message.add') return change.message.conversationId;
  return null;
}
