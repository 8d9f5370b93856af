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

/** The start of a bound in whole epoch seconds, in ms; 0 and null mean none. */
export function fromSecond(seconds: number | null | undefined): number | undefined {
  return seconds ? seconds * 1000 : undefined;
}

/** The same for an upper bound, which includes its whole second. */
export function throughSecond(seconds: number | null | undefined): number | undefined {
  return seconds ? seconds * 1000 + 999 : undefined;
}
