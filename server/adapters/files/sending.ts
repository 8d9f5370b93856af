import { rm } from 'node:fs/promises';
import type { KeyedMutex } from '../../ports/keyedMutex.js';
import type { RemoteFiles } from './remoteFiles.js';
import type { Rooms } from './rooms.js';

/** Tells the store what became of one name. */
export interface Sending {
  deliver(name: string, closing: AbortSignal): Promise<void>;
  /** What is told about this name now is no longer true. */
  callOff(name: string): void;
}

export function createSending(remote: RemoteFiles, { waiting, removed }: Rooms, locks: KeyedMutex): Sending {
  const underWay = new Map<string, AbortController>();
  return {
    callOff: (name) => underWay.get(name)?.abort(),
    deliver: (name, closing) =>
      locks.run(name, async () => {
        const stopping = new AbortController();
        underWay.set(name, stopping);
        const signal = AbortSignal.any([closing, stopping.signal]);
        try {
          if (await removed.has(name)) {
            await remote.remove(name, signal);
            await rm(removed.pathOf(name), { force: true });
          } else if (await waiting.has(name)) {
            await remote.upload(name, waiting.pathOf(name), signal);
            await rm(waiting.pathOf(name), { force: true });
          }
        } catch (error) {
          // What was called off is due in its new way.
          if (!stopping.signal.aborted) throw error;
        } finally {
          underWay.delete(name);
        }
      }),
  };
}
