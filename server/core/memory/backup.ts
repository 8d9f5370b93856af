import type { User } from '../../ports/entities.js';

export interface ExportFilter {
  appId?: string | undefined;
  /** Inclusive, epoch ms, on the creation time. */
  from?: number | undefined;
  to?: number | undefined;
}

/** A user's memories as a portable archive. */
export interface Backup {
  /** A zip with `memories.json` and `memories.jsonl.gz`. */
  exportArchive(user: User, filter: ExportFilter): Promise<Buffer>;
  /** Reads such a zip into the user's app `openmemory`. Throws `invalid_input` ("Invalid zip file", ...); then nothing is imported. */
  importArchive(user: User, zip: Buffer, mode: 'skip' | 'overwrite'): Promise<{ imported: number; skipped: number }>;
}
