import { isConnectionLost, toStoreError } from './errors.js';
import type { StandingConnection } from './standingConnection.js';

const TRIED_MS = { first: 20, longest: 250 };
/** Of the numbers of advisory locks, those of our keys are hashed with this seed. */
const SEED = 0x6c6f6369;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again rather than waiting in the database, so that one connection can hold many locks. Locks go with
 * the connection: when it breaks, another instance may begin before this one has ended.
 */
export async function lock(connection: StandingConnection, key: string): Promise<() => Promise<void>> {
  for (let ms = TRIED_MS.first; ; ms = Math.min(2 * ms, TRIED_MS.longest)) {
    const tried = await connection
      .ask('SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS got', [key, SEED])
      .catch((error: unknown) => {
        if (isConnectionLost(error) && !connection.isClosed) return null;
        throw toStoreError(error);
      });
    if (tried?.row?.['got'] === true) {
      return async () => {
        const unlock = 'SELECT pg_advisory_unlock(hashtextextended($1, $2))';
        await connection.ask(unlock, [key, SEED], tried.client).catch(() => undefined);
      };
    }
    await pause(ms);
  }
}
