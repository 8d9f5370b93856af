/** Which memories are written while something that was read of them before is on its way into an index. */
export interface Changes {
  note(ids: readonly string[]): void;
  /** `isChanged` tells what was written since the work began: what was read of it then must not be used. */
  during<T>(work: (isChanged: (id: string) => boolean) => Promise<T>): Promise<T>;
}

export function createChanges(): Changes {
  const watching = new Set<Set<string>>();
  return {
    note(ids) {
      for (const changed of watching) for (const id of ids) changed.add(id);
    },
    async during(work) {
      const changed = new Set<string>();
      watching.add(changed);
      try {
        return await work((id) => changed.has(id));
      } finally {
        watching.delete(changed);
      }
    },
  };
}
