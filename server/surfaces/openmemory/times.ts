/** UTC without a zone and with microseconds, as clients of this API expect it: they add the `Z` themselves. */
export function naiveIso(epochMs: number): string;
export function naiveIso(epochMs: number | null): string | null;
export function naiveIso(epochMs: number | null): string | null {
  return epochMs === null ? null : `${new Date(epochMs).toISOString().slice(0, -1)}000`;
}

/** Whole epoch seconds. */
export function epochSeconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
