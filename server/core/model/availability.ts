import type { Clock } from '../../ports/clock.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { ModelKind } from './installed.js';

/** A provider that did not answer is not asked again for this long, so that writes do not each wait for it. */
const REST_MS = 30_000;

const INSTEAD = {
  llm: 'The language model does not answer; rules are used instead',
  embedder: 'The embedder does not answer; search goes by words alone',
} as const;

/** Remembers, by address, which providers are away; says so once, and once when they are back. */
export interface Availability {
  isResting(address: string): boolean;
  /** Runs a request to a provider and notes whether it answered. */
  guarded<T>(address: string, kind: ModelKind, work: () => Promise<T>): Promise<T>;
}

export function createAvailability({ clock, log }: { clock: Clock; log: Log }): Availability {
  const restingUntil = new Map<string, number>();
  return {
    isResting: (address) => (restingUntil.get(address) ?? 0) > clock.now(),
    async guarded(address, kind, work) {
      try {
        const value = await work();
        if (restingUntil.delete(address)) log.info('The model server answers again', { provider: address });
        return value;
      } catch (thrown) {
        const error = toCoreError(thrown);
        if (error.code === 'unavailable') {
          if (!restingUntil.has(address))
            log.warn(INSTEAD[kind], {
              provider: address,
              reason: error.message,
            });
          restingUntil.set(address, clock.now() + REST_MS);
        }
        throw error;
      }
    },
  };
}
