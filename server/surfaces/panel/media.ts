import type { Core } from '../../core/core.js';

/** What a signed link leads to. */
export type Media =
  | { kind: 'file'; type: string; path: string }
  /** `name`: offered to be kept under it. */
  | { kind: 'bytes'; type: string; bytes: Buffer; name: string | null };

/** Opens what a path below `/_loci/media/` names, for the person whom the panels serve. Null = there is no such thing. */
export async function openMedia(core: Core, path: string): Promise<Media | null> {
  if (path !== 'export/memories.zip') return null;
  const user = await core.identity.requireUser(core.identity.defaultUser);
  const bytes = await core.backup.exportArchive(user, {});
  return { kind: 'bytes', type: 'application/zip', bytes, name: 'memories.zip' };
}
