import type { Clock } from '../../../ports/clock.js';
import { toCoreError } from '../../../ports/errors.js';
import type { Log } from '../../../ports/log.js';
import type { Models } from '../../model/models.js';

/** The vectors of what is searched for. A search never waits for them longer than a short deadline. */
export interface QueryVectors {
  /** Null: nobody to ask, another model answers by now, or no answer in time. Never throws. */
  of(model: string, text: string): Promise<Float32Array | null>;
  /** Those that were kept are no longer what the model would answer. */
  forget(): void;
}

export interface QueryVectorsDeps {
  models: Pick<Models, 'embedder'>;
  clock: Clock;
  log: Log;
  /** The embedder has just answered. */
  answered: () => void;
  /** Another model than the one asked for is in use. */
  changed: () => void;
}

/** The longest that a search waits for the vector of its query. */
export const QUERY_DEADLINE_MS = 400;
/** After this a request is given up. Until then its answer is for the next search, and no other is sent. */
const GIVE_UP_MS = 10_000;
/** Rest after a request that was given up, so that a hung embedder costs a search its deadline twice a minute at most. */
const REST_MS = 30_000;
/** Queries whose vectors are kept: people and agents ask the same thing again. */
const KEPT = 512;

export function createQueryVectors({ models, clock, log, answered, changed }: QueryVectorsDeps): QueryVectors {
  /** Least recently used first. */
  const kept = new Map<string, Float32Array>();
  const asked = new Map<string, Promise<Float32Array | null>>();
  let late = 0;
  let restingUntil = 0;
  let isSlow = false;

  const keep = (key: string, values: Float32Array): void => {
    kept.delete(key);
    kept.set(key, values);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  };

  /** One that is down is told of where that is noticed. */
  const noteSlow = (): void => {
    if (!isSlow) log.warn('The embedder answers too late; search goes by words alone');
    isSlow = true;
  };

  const ask = async (model: string, text: string): Promise<Float32Array | null> => {
    const giveUp = AbortSignal.timeout(GIVE_UP_MS);
    try {
      const embedder = await models.embedder();
      if (embedder?.name !== model) {
        if (embedder) changed();
        return null;
      }
      const [values] = await embedder.embed([text], giveUp);
      answered();
      return values ?? null;
    } catch (error) {
      if (giveUp.aborted) {
        restingUntil = clock.now() + REST_MS;
        noteSlow();
      }
      log.debug('The search goes by words alone', { code: toCoreError(error).code });
      return null;
    }
  };

  const noteInTime = (): void => {
    if (isSlow) log.info('The embedder answers in time again');
    isSlow = false;
  };

  return {
    forget: () => kept.clear(),
    async of(model, text) {
      const key = `${model}\n${text}`;
      const known = kept.get(key);
      if (known) {
        keep(key, known);
        return known;
      }
      // One that keeps a search waiting is not sent more to do.
      if (late > 0 || restingUntil > clock.now()) return null;
      const answer = asked.get(key) ?? ask(model, text);
      asked.set(key, answer);
      void answer.then((values) => {
        asked.delete(key);
        if (values) keep(key, values);
      });
      const inTime = await orLate(answer, () => {
        late += 1;
        void answer.then((values) => {
          late -= 1;
          if (values) noteSlow();
        });
      });
      if (inTime) noteInTime();
      return inTime;
    },
  };
}

/** The answer, or null once the deadline is over. */
function orLate<T>(answer: Promise<T>, isLate: () => void): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      isLate();
      resolve(null);
    }, QUERY_DEADLINE_MS);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
