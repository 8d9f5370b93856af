/** Lets at most so many pieces of work run at once; the others wait in order. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Lets everything that waits go on at once. */
  openAll(): void;
}

export function createSlots(most: number): Slots {
  const waiting: (() => void)[] = [];
  let active = 0;
  return {
    async run(work) {
      if (active >= most) await new Promise<void>((resolve) => waiting.push(resolve));
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
