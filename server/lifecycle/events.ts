import type { ServiceEvent } from '../contract/status.js';

/** What all clients that hold a lease are told. */
export interface Events {
  publish(event: ServiceEvent): void;
  /** Returns how to stop listening. */
  subscribe(listener: (event: ServiceEvent) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: ServiceEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
