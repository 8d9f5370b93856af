/** Lets at most so many pieces of work run at once; the others wait in order. */
export interface Slots {
  /** Work whose signal is aborted while it waits goes on at once, without a slot, to find that out. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lets everything that waits go on at once. */
  openAll(): void;
}

export function createSlots(most: number): Slots {
  const waiting: (() => void)[] = [];
  let active = 0;

  /** Resolves with true once there is a slot, with false when it is no longer wanted. */
  const wait = (signal: AbortSignal | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const proceed = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = (): void => {
        const place = waiting.indexOf(proceed);
        if (place !== -1) waiting.splice(place, 1);
        resolve(false);
      };
      waiting.push(proceed);
      signal?.addEventListener('abort', giveUp, { once: true });
    });

  return {
    async run(work, signal) {
      if (active >= most && !(await wait(signal))) return work();
      active += 1;
      try {
        return await work();
      } finally {
        active -= 1;
        waiting.shift()?.();
      }
    },
    openAll() {
      for (const resume of waiting.splice(0)) resume();
    },
  };
}
