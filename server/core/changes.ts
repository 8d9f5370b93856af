/** Tells whoever shows memories that some were written or removed; by whom and which is for them to ask. */
export interface Changes {
  /** Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
}

export function createChanges(): Changes & { publish: () => void } {
  const listeners = new Set<() => void>();
  return {
    publish() {
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
