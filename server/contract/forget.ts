import { z } from 'zod';

/** Erases memories for good, from log, snapshots and backups too (POST, token). */
export const FORGET = '/_loci/forget';
export const Forget = z.object({ user: z.string().min(1), ids: z.array(z.string().min(1)).min(1).max(1_000) });
export const Forgotten = z.object({ forgotten: z.int() });
