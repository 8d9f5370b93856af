/** A file that is kept for a while. */
export interface Kept {
  bytes: number;
  /** Epoch ms. */
  at: number;
}

/** A file in a shared folder that nobody wrote to for so long is nobody's any more. */
export const ABANDONED_MS = 3_600_000;

export interface Retention {
  /** Of all files together; null = no limit. */
  maxBytes: number | null;
  /** null = no limit. */
  maxAgeMs: number | null;
}

/** What has to go: all that is too old, then the oldest of the rest until what is left fits. Oldest first. */
export function outstaying<T extends Kept>(items: readonly T[], { maxBytes, maxAgeMs }: Retention, now: number): T[] {
  const oldestFirst = items.toSorted((a, b) => a.at - b.at);
  let bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return oldestFirst.filter((item) => {
    const isOld = maxAgeMs !== null && now - item.at > maxAgeMs;
    const isTooMuch = maxBytes !== null && bytes > maxBytes;
    if (!isOld && !isTooMuch) return false;
    bytes -= item.bytes;
    return true;
  });
}
