import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.js';

/** Asks again until it does not throw any more, and returns what it then says; in the end throws what it threw last. */
export const eventually = <T>(work: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(work, { timeout: PATIENCE_MS, interval: 50 });
