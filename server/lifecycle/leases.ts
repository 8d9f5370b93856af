import type { Clock } from '../ports/clock.js';

export interface LeasesOptions {
  clock: Clock;
  /** null = never idle. */
  idleMinutes: number | null;
  /** Work that nobody has to be connected for: tasks, a recording. */
  isBusy: () => boolean;
  /** Called once, when nobody has held a lease, asked for anything or kept the service busy for so long. */
  onIdle: () => void;
}

/** Who still needs the service. */
export interface Leases {
  /** Keeps the service until the returned function is called. */
  hold(): () => void;
  /** Notes a request. */
  touch(): void;
  readonly count: number;
  close(): void;
}

const LONGEST_CHECK_MS = 15_000;

export function createLeases({ clock, idleMinutes, isBusy, onIdle }: LeasesOptions): Leases {
  const held = new Set<symbol>();
  let lastUse = clock.now();
  const touch = (): void => {
    lastUse = clock.now();
  };
  let timer: NodeJS.Timeout | null = null;
  const close = (): void => {
    if (timer) clearInterval(timer);
  };
  if (idleMinutes !== null) {
    const idleMs = idleMinutes * 60_000;
    const check = (): void => {
      if (held.size > 0 || isBusy()) touch();
      if (clock.now() - lastUse < idleMs) return;
      close();
      onIdle();
    };
    timer = setInterval(check, Math.min(LONGEST_CHECK_MS, idleMs / 2)).unref();
  }
  return {
    hold() {
      const lease = Symbol('lease');
      held.add(lease);
      return () => {
        if (held.delete(lease)) touch();
      };
    },
    touch,
    get count() {
      return held.size;
    },
    close,
  };
}
