import type { Clock } from '../../ports/clock.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { ModelKind } from './installed.js';

/** A provider that did not answer is not asked again for this long, so that writes do not each wait for it. */
const REST_MS = 30_000;

const AWAY = {
  llm: 'The language model does not answer; rules are used instead',
  embedder: 'The embedder does not answer; search goes by words alone',
} as const;
const BACK = { llm: 'The language model answers again', embedder: 'The embedder answers again' } as const;

/** What is asked for what: one server may chat and not embed. */
export interface Asked {
  address: string;
  kind: ModelKind;
}

/** Remembers which servers are away; says so once of each kind of model, and once when it is back. */
export interface Availability {
  isResting(asked: Asked): boolean;
  /** Runs a request and notes whether it was answered. A list of models is no proof that one of them answers. */
  guarded<T>(asked: Asked, work: () => Promise<T>, options?: { isProof: boolean }): Promise<T>;
}

export function createAvailability({ clock, log }: { clock: Clock; log: Log }): Availability {
  const restingUntil = new Map<string, number>();
  /** Models that were said to be away. */
  const told = new Set<string>();
  return {
    isResting: ({ address }) => (restingUntil.get(address) ?? 0) > clock.now(),
    async guarded({ address, kind }, work, { isProof } = { isProof: true }) {
      const key = `${kind} ${address}`;
      try {
        const value = await work();
        if (isProof) restingUntil.delete(address);
        if (isProof && told.delete(key)) log.info(BACK[kind], { provider: address });
        return value;
      } catch (thrown) {
        const error = toCoreError(thrown);
        if (error.code === 'unavailable') {
          if (!told.has(key)) log.warn(AWAY[kind], { provider: address, reason: error.message });
          told.add(key);
          restingUntil.set(address, clock.now() + REST_MS);
        }
        throw error;
      }
    },
  };
}
