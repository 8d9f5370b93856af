import type { StoreStatus } from '../ports/store.js';

/** What the service can truthfully say about itself. */
export interface System {
  readonly version: string;
  readonly startedAt: number;
  store(): Promise<StoreStatus>;
  /** `ok`, or why writing or reading does not work now. */
  storeHealth(): Promise<string>;
}
