import type { Backoff } from './backoff.js';

/** Work that is done again when it is asked for again, never twice at once, and tried again while something is left. */
export interface Rounds {
  /** Returns at once. */
  ask(): void;
  /** Resolves when no round is under way. */
  idle(): Promise<void>;
}

export function createRounds({
  round,
  backoff,
  signal,
}: {
  /** Whether nothing is left that another try could do. Never throws. */
  round: () => Promise<boolean>;
  backoff: Backoff;
  signal: AbortSignal;
}): Rounds {
  let running: Promise<void> | null = null;
  let isAskedAgain = false;

  const untilDone = async (): Promise<void> => {
    while (!signal.aborted) {
      isAskedAgain = false;
      if (await round()) return;
      await backoff.wait(signal).catch(() => undefined);
    }
  };

  const ask = (): void => {
    isAskedAgain = true;
    running ??= untilDone().finally(() => {
      running = null;
      if (isAskedAgain && !signal.aborted) ask();
      else backoff.reset();
    });
  };

  return {
    ask,
    async idle() {
      await running;
    },
  };
}
