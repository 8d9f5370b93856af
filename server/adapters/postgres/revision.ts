import type { Session } from './pool.js';

/**
 * The store's revision is a number of transactions. A sequence would not do: of two writers, the one that drew the
 * lower number may commit later, and a reader that has seen the higher one would never look for it again. So each row
 * carries the transaction that wrote it last (`written`), and the revision is the last one before the oldest that is
 * still at work: all up to it have ended, so that everything that becomes visible later has a higher number. What was
 * written meanwhile may have a higher number too, and is then read a second time, which does no harm.
 */
export async function readRevision(session: Session): Promise<number> {
  const row = await session.get<{ oldest: number }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest',
  );
  return (row?.oldest ?? 1) - 1;
}

/** The condition on rows that were written after a revision. */
export const WRITTEN_AFTER = 'written > (?::text)::xid8';
