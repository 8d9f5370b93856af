/** Open connections by their secret id, with a bound on how many and for how long they may be idle. */
export interface Sessions<T> {
  add(id: string, session: T): void;
  /** Notes the use. */
  get(id: string): T | undefined;
  remove(id: string): void;
  readonly size: number;
  closeAll(): Promise<void>;
}

export interface SessionsOptions<T> {
  most: number;
  /** null = as long as it is open. */
  idleMs: number | null;
  close: (session: T) => Promise<void>;
  now: () => number;
}

export function createSessions<T>({ most, idleMs, close, now }: SessionsOptions<T>): Sessions<T> {
  // In order of last use: the first is the one that has been idle longest.
  const sessions = new Map<string, { session: T; usedAt: number }>();
  const drop = (id: string): void => {
    const entry = sessions.get(id);
    sessions.delete(id);
    if (entry) void close(entry.session);
  };
  const sweep = (): void => {
    for (const [id, { usedAt }] of sessions) {
      if (sessions.size < most && (idleMs === null || now() - usedAt < idleMs)) return;
      drop(id);
    }
  };
  return {
    add(id, session) {
      sweep();
      sessions.set(id, { session, usedAt: now() });
    },
    get(id) {
      const entry = sessions.get(id);
      if (!entry) return undefined;
      sessions.delete(id);
      sessions.set(id, { ...entry, usedAt: now() });
      return entry.session;
    },
    remove: (id) => void sessions.delete(id),
    get size() {
      return sessions.size;
    },
    async closeAll() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.allSettled(open.map(({ session }) => close(session)));
    },
  };
}
