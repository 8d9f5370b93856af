import { toCoreError } from '../ports/errors.js';
import type { Store, StoreStatus } from '../ports/store.js';

/** What the service can truthfully say about itself. */
export interface System {
  readonly version: string;
  readonly startedAt: number;
  store(): Promise<StoreStatus>;
  /** `ok`, or why the store does not answer now. */
  storeHealth(): Promise<string>;
}

export function createSystem({
  store,
  version,
  startedAt,
}: {
  store: Store;
  version: string;
  startedAt: number;
}): System {
  return {
    version,
    startedAt,
    store: () => store.status(),
    async storeHealth() {
      try {
        await store.revision();
        return 'ok';
      } catch (error) {
        return toCoreError(error).message;
      }
    },
  };
}
