/** Waits that double from the first to the longest. */
export interface Backoff {
  /** Resolves after the next wait, at once when woken; rejected when the signal is aborted. */
  wait(signal: AbortSignal): Promise<void>;
  /** Ends the waits under way. */
  wake(): void;
  /** The next wait is the first again. */
  reset(): void;
}

export interface Pace {
  firstMs: number;
  longestMs: number;
}

export function createBackoff({ firstMs, longestMs }: Pace): Backoff {
  let next = firstMs;
  const sleepers = new Set<() => void>();
  return {
    wait: (signal) =>
      new Promise((resolve, reject) => {
        const over = (): void => {
          clearTimeout(timer);
          sleepers.delete(over);
          signal.removeEventListener('abort', over);
          if (signal.aborted) reject(signal.reason as Error);
          else resolve();
        };
        const timer = setTimeout(over, next);
        next = Math.min(longestMs, 2 * next);
        sleepers.add(over);
        signal.addEventListener('abort', over);
        if (signal.aborted) over();
      }),
    wake() {
      for (const over of sleepers) over();
    },
    reset() {
      next = firstMs;
    },
  };
}
