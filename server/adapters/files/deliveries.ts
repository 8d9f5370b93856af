import { toCoreError, STORE_AWAY } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';

/** How long is waited after a failure: from the first to the longest, doubled each time. */
export interface Pace {
  firstMs: number;
  longestMs: number;
}

export interface DeliveriesDeps {
  /** What is to be done, by name, most urgent first. */
  due(): Promise<string[]>;
  /** Does it. Throws as the store that it is done in. */
  deliver(name: string, signal: AbortSignal): Promise<void>;
  /** The store's address, for the log. */
  address: string;
  pace: Pace;
  log: Log;
}

/** Does in the background, one after the other, what a store elsewhere is to be told, until it is done. */
export interface Deliveries {
  /** There is something new. */
  wake(): void;
  /** Resolves once it was tried to deliver what has this name; to be asked for before `wake`. */
  tried(name: string): Promise<void>;
  /** Stops where it is; what is left is due after the next start. */
  close(): Promise<void>;
}

export function createDeliveries({ due, deliver, address, pace, log }: DeliveriesDeps): Deliveries {
  const closing = new AbortController();
  const waiting = new Map<string, (() => void)[]>();
  let isNew = true;
  let isTroubled = false;
  let nextPause = pace.firstMs;
  let rouse = (): void => undefined;

  const tell = (name: string): void => {
    const told = waiting.get(name) ?? [];
    waiting.delete(name);
    for (const resolve of told) resolve();
  };

  /** Null = all is done; else what went wrong first. */
  const round = async (): Promise<Error | null> => {
    let problem: Error | null = null;
    const asked = [...waiting.keys()];
    const names = await due();
    for (const name of names) {
      try {
        if (!closing.signal.aborted) await deliver(name, closing.signal);
      } catch (error) {
        problem ??= toCoreError(error);
        // The others would only wait for the same.
        if (toCoreError(error).reason === STORE_AWAY) break;
      } finally {
        tell(name);
      }
    }
    for (const name of [...asked, ...names]) tell(name);
    return problem;
  };

  const report = (problem: Error | null): void => {
    if (problem && !isTroubled)
      log.warn('Files wait on this machine until the store takes them', { store: address, reason: problem.message });
    if (!problem && isTroubled) log.info('The store takes files again', { store: address });
    isTroubled = problem !== null;
    nextPause = problem ? Math.min(pace.longestMs, 2 * nextPause) : pace.firstMs;
  };

  const pause = (ms: number | null): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms).unref();
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const isClosing = (): boolean => closing.signal.aborted;
  const isAsked = (): boolean => isNew;
  const run = async (): Promise<void> => {
    while (!isClosing()) {
      isNew = false;
      const before = nextPause;
      const problem = await round().catch(toCoreError);
      if (isClosing()) return;
      report(problem);
      if (!isAsked()) await pause(problem ? before : null);
    }
  };
  const running = run();

  return {
    wake() {
      isNew = true;
      rouse();
    },
    tried: (name) =>
      new Promise((resolve) => {
        if (closing.signal.aborted) resolve();
        else waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
      }),
    async close() {
      closing.abort();
      rouse();
      await running;
      for (const name of [...waiting.keys()]) tell(name);
    },
  };
}
