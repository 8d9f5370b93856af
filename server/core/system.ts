import type { Machine } from '../ports/machine.js';
import type { Clock } from '../ports/clock.js';
import { toCoreError } from '../ports/errors.js';
import type { Store, StoreStatus } from '../ports/store.js';

export interface Places {
  /** Of the database. */
  store: string;
  /** Of the recordings. */
  videos: string;
}

/** What the service can truthfully say about itself. */
export interface System {
  readonly version: string;
  readonly startedAt: number;
  /** Epoch ms. */
  now(): number;
  store(): Promise<StoreStatus>;
  /** Folders that people look into, absolute. */
  readonly places: Places;
  readonly machine: Machine;
  /** `ok`, or why the store does not answer now. */
  storeHealth(): Promise<string>;
}

export function createSystem({
  store,
  version,
  clock,
  places,
  machine,
}: {
  store: Store;
  version: string;
  clock: Clock;
  places: Places;
  machine: Machine;
}): System {
  return {
    version,
    startedAt: clock.now(),
    now: () => clock.now(),
    places,
    machine,
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
