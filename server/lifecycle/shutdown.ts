import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';

export interface ShutdownOptions {
  /** Ends everything in order; what was acknowledged is on disk before it starts. */
  close: () => Promise<void>;
  exit: (code: number) => void;
  clock: Clock;
  log: Log;
  deadlineMs?: number;
}

const DEADLINE_MS = 5_000;
/** One key press may arrive twice: from the terminal and passed on by whoever started us. */
const SAME_PRESS_MS = 500;

/** Stops once and cleanly; asked again, or when it takes too long, at once. */
export function createShutdown({
  close,
  exit,
  clock,
  log,
  deadlineMs = DEADLINE_MS,
}: ShutdownOptions): (reason: string) => void {
  let startedAt: number | null = null;
  const force = (why: string): void => {
    log.warn('Stopping at once', { why });
    exit(1);
  };
  const stop = async (): Promise<void> => {
    try {
      await close();
      exit(0);
    } catch (error) {
      log.error('Could not stop cleanly', { error: String(error) });
      exit(1);
    }
  };
  return (reason) => {
    if (startedAt !== null) {
      if (clock.now() - startedAt > SAME_PRESS_MS) force(`asked again: ${reason}`);
      return;
    }
    startedAt = clock.now();
    log.info('Stopping', { reason });
    setTimeout(() => {
      force(`not done within ${deadlineMs / 1000} s`);
    }, deadlineMs).unref();
    void stop();
  };
}
