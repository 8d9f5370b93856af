import { rename, rm, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Clock } from '../../ports/clock.js';
import { toCoreError } from '../../ports/errors.js';
import type { FileContent, FileStore, NamedFile } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';
import { ABANDONED_MS, outstaying, type Retention } from '../retention.js';

export const MEDIA_KINDS = ['audio', 'video', 'avatars'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** The files that media lie in: a folder for each kind, for their owner alone. */
export interface MediaFiles {
  /** The path at which a file is made; its folder is there. Throws `storage_full`. */
  draft(kind: MediaKind, name: string): Promise<string>;
  /** Fills a draft: whole or not at all. Throws `storage_full`. */
  fill(draft: string, bytes: Uint8Array): Promise<void>;
  discard(drafts: readonly string[]): Promise<void>;
  /** The drafts are whole. Where files stay elsewhere, that they get there is waited for, as long as it can be done now. */
  keep(kind: MediaKind, names: readonly string[]): Promise<void>;
  /** Null = there is none; links are none of ours. */
  open(kind: MediaKind, name: string): Promise<FileContent | null>;
  /** Fills a draft and keeps it. Throws `storage_full`. */
  write(kind: MediaKind, name: string, bytes: Uint8Array): Promise<void>;
  remove(kind: MediaKind, names: readonly string[]): Promise<void>;
  /** Removes what is too old or too much, oldest first, but not what has just been made. */
  tidy(justMade: string): Promise<void>;
  /** Removes what a former process left unfinished. */
  repair(): Promise<void>;
}

/** No separators, no dots but the one before the ending: nothing leads out of the folder. */
const NAME = /^[A-Za-z0-9_-]{1,100}\.[a-z0-9]{2,4}$/;
const UNFINISHED = '.part';

export interface MediaFilesDeps {
  fileStore: FileStore;
  retention: Retention;
  clock: Clock;
}

export function createMediaFiles({ fileStore, retention, clock }: MediaFilesDeps): MediaFiles {
  const draft: MediaFiles['draft'] = (kind, name) => fileStore.draft(`${kind}/${name}`);
  const fill: MediaFiles['fill'] = async (path, bytes) => {
    const part = `${path}${UNFINISHED}`;
    try {
      await storing(writeFile(part, bytes, { mode: 0o600 }));
      await storing(rename(part, path));
    } finally {
      await rm(part, { force: true });
    }
  };
  const keep: MediaFiles['keep'] = async (kind, names) => {
    const put = await Promise.all(names.map((name) => fileStore.put(`${kind}/${name}`)));
    await Promise.all(put.map(({ delivery }) => delivery));
  };

  return {
    draft,
    fill,
    keep,
    async discard(drafts) {
      await Promise.all(drafts.map((path) => rm(path, { force: true })));
    },
    open: async (kind, name) => (NAME.test(name) ? fileStore.open(`${kind}/${name}`) : null),
    async write(kind, name, bytes) {
      await fill(await draft(kind, name), bytes);
      await keep(kind, [name]);
    },
    remove: (kind, names) => fileStore.remove(names.map((name) => `${kind}/${name}`)),
    async tidy(justMade) {
      const works = gather(await listNow(fileStore, ['audio', 'video']));
      const rest = works.filter(({ name }) => name !== justMade);
      const taken = works.reduce((sum, { name, bytes }) => sum + (name === justMade ? bytes : 0), 0);
      const maxBytes = retention.maxBytes === null ? null : Math.max(0, retention.maxBytes - taken);
      const gone = outstaying(rest, { ...retention, maxBytes }, clock.now());
      await fileStore.remove(gone.flatMap(({ files }) => files));
    },
    repair: () => fileStore.discardDrafts(fileStore.sharesDrafts ? clock.now() - ABANDONED_MS : Infinity),
  };
}

/** What cannot be listed now is tidied another time. */
async function listNow(fileStore: FileStore, kinds: readonly MediaKind[]): Promise<NamedFile[]> {
  try {
    return (await Promise.all(kinds.map((kind) => fileStore.list(`${kind}/`)))).flat();
  } catch (error) {
    if (toCoreError(error).code !== 'unavailable') throw error;
    return [];
  }
}

interface Work {
  name: string;
  files: string[];
  bytes: number;
  at: number;
}

/** A video goes with its thumbnail. */
function gather(files: readonly NamedFile[]): Work[] {
  const works = new Map<string, Work>();
  for (const { name: file, bytes, changedAt } of files) {
    const name = posix.parse(file).name.replace(/_thumb$/, '');
    const work = works.get(name) ?? { name, files: [], bytes: 0, at: changedAt };
    works.set(name, { ...work, files: [...work.files, file], bytes: work.bytes + bytes });
  }
  return [...works.values()];
}
