import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceHandle } from '../contract/discover.js';

interface LockLike {
  release(): Promise<void>;
}

export interface ClaimOptions<Lock extends LockLike> {
  acquireLock: () => Promise<Lock | { heldBy: { pid: number } }>;
  discover: () => Promise<ServiceHandle | null>;
  deadlineMs?: number;
}

export type Claim<Lock> =
  | { kind: 'owned'; lock: Lock }
  /** Another service has the directory, and answers. */
  | { kind: 'running'; service: ServiceHandle }
  /** A process has the directory but no service of it answers. */
  | { kind: 'stuck'; pid: number };

const DEADLINE_MS = 30_000;
const POLL_MS = 100;

/** Takes the data directory, or waits for the one that has it: to answer, if it is starting; to leave, if it is stopping. */
export async function claimDataDir<Lock extends LockLike>({
  acquireLock,
  discover,
  deadlineMs = DEADLINE_MS,
}: ClaimOptions<Lock>): Promise<Claim<Lock>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const lock = await acquireLock();
    if (!('heldBy' in lock)) return { kind: 'owned', lock };
    const service = await discover();
    if (service) return { kind: 'running', service };
    if (Date.now() > deadline) return { kind: 'stuck', pid: lock.heldBy.pid };
    await delay(POLL_MS);
  }
}
