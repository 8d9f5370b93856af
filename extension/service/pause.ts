/** Waits that can be cut short. */
export interface Pause {
  wait(ms: number): Promise<void>;
  /** Ends the wait, or the next one if there is none now. */
  wake(): void;
}

export function createPause(): Pause {
  let isCalled = false;
  let end: (() => void) | null = null;
  return {
    wait(ms) {
      if (isCalled) {
        isCalled = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => end?.(), ms);
        end = () => {
          clearTimeout(timer);
          end = null;
          resolve();
        };
      });
    },
    wake() {
      if (end) end();
      else isCalled = true;
    },
  };
}
