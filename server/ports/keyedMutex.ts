/** Work on the same key happens one after another; different keys do not wait for each other. */
export interface KeyedMutex {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** `exclusively` keeps other processes out as well. */
export function createKeyedMutex(exclusively: KeyedMutex['run'] = (_key, work) => work()): KeyedMutex {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const enter = () => exclusively(key, work);
      const result = (tails.get(key) ?? Promise.resolve()).then(enter, enter);
      const tail = result
        .catch(() => undefined)
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return result;
    },
  };
}
