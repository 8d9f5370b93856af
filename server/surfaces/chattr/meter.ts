/** What was asked of this surface since the service started. */
export interface Meter {
  /** Notes one request that ended. */
  note(milliseconds: number, isError: boolean): void;
  /** A session in which somebody speaks. */
  active(sessionId: string): void;
  figures(): Figures;
}

export interface Figures {
  total: number;
  /** Over the last minute. */
  perMinute: number;
  /** Null = nothing was asked yet. */
  averageMs: number | null;
  errorRatePercent: number;
  /** Spoken in within the last half hour. */
  activeSessions: number;
}

const MINUTE_MS = 60_000;
const ACTIVE_MS = 30 * MINUTE_MS;

export function createMeter(now: () => number): Meter {
  let total = 0;
  let errors = 0;
  let spentMs = 0;
  let recent: number[] = [];
  const sessions = new Map<string, number>();
  return {
    note(milliseconds, isError) {
      total++;
      if (isError) errors++;
      spentMs += milliseconds;
      recent = recent.filter((at) => at > now() - MINUTE_MS);
      recent.push(now());
    },
    active(sessionId) {
      sessions.set(sessionId, now());
      for (const [id, at] of sessions) if (at <= now() - ACTIVE_MS) sessions.delete(id);
    },
    figures: () => ({
      total,
      perMinute: recent.filter((at) => at > now() - MINUTE_MS).length,
      averageMs: total === 0 ? null : Math.round(spentMs / total),
      errorRatePercent: total === 0 ? 0 : Math.round((10_000 * errors) / total) / 100,
      activeSessions: [...sessions.values()].filter((at) => at > now() - ACTIVE_MS).length,
    }),
  };
}
