import type { Core } from '../../core/core.js';
import type { FileContent } from '../../ports/fileStore.js';
import { PANEL_APP } from './handlers.js';

/** What a signed link leads to. */
export type Media =
  | { kind: 'file'; type: string; content: FileContent }
  /** `name`: offered to be kept under it. */
  | { kind: 'bytes'; type: string; bytes: Buffer; name: string | null };

type Open = (core: Core, id: string) => Promise<Media>;

const scopeOf = (core: Core) => core.identity.ensureScope(core.identity.defaultUser, PANEL_APP);

/** By the folder below `/_loci/media/`; each takes the name that stands in it, without its ending. */
const FOLDERS: Readonly<Record<string, Open>> = {
  async export(core) {
    const bytes = await core.backup.exportArchive((await scopeOf(core)).user, {});
    return { kind: 'bytes', type: 'application/zip', bytes, name: 'memories.zip' };
  },
  async recordings(core, id) {
    const scope = await scopeOf(core);
    const content = await core.library.open(scope, (await core.library.get(scope, id)).file);
    return { kind: 'file', type: 'video/mp4', content };
  },
  async thumbnails(core, id) {
    const scope = await scopeOf(core);
    const bytes = await core.library.thumbnail(scope, (await core.library.get(scope, id)).file);
    return { kind: 'bytes', type: 'image/jpeg', bytes, name: null };
  },
};

/** Opens what a path below `/_loci/media/` names. Null = there is no such thing. Throws `not_found` when it is gone. */
export async function openMedia(core: Core, path: string): Promise<Media | null> {
  const [, folder = '', id = ''] = /^([a-z]+)\/([a-z0-9-]+)\.[a-z0-9]+$/.exec(path) ?? [];
  const open = Object.hasOwn(FOLDERS, folder) ? FOLDERS[folder] : undefined;
  return open ? open(core, id) : null;
}
