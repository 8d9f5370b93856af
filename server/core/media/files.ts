import { lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import { ABANDONED_MS, outstaying, type Retention } from '../retention.js';

export const MEDIA_KINDS = ['audio', 'video', 'avatars'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** The files that media lie in: a folder for each kind, for their owner alone. */
export interface MediaFiles {
  /** Where a file lies or will lie; its folder is there. Throws `storage_full`. */
  place(kind: MediaKind, name: string): Promise<string>;
  /** Null = there is none; links are none of ours. */
  find(kind: MediaKind, name: string): Promise<string | null>;
  /** Whole or not at all. Throws `storage_full`. */
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
  folder: string;
  /** Other services write here as well. */
  isShared: boolean;
  retention: Retention;
  clock: Clock;
}

export function createMediaFiles({ folder, isShared, retention, clock }: MediaFilesDeps): MediaFiles {
  const place: MediaFiles['place'] = async (kind, name) => {
    await storing(mkdir(join(folder, kind), { recursive: true, mode: 0o700 }));
    return join(folder, kind, name);
  };
  const list = async (kind: MediaKind): Promise<string[]> =>
    (await readdir(join(folder, kind)).catch(() => [])).map((name) => join(folder, kind, name));

  return {
    place,
    async find(kind, name) {
      if (!NAME.test(name)) return null;
      const path = join(folder, kind, name);
      const isFile = await lstat(path).then(
        (found) => found.isFile(),
        () => false,
      );
      return isFile ? path : null;
    },
    async write(kind, name, bytes) {
      const path = await place(kind, name);
      const part = `${path}${UNFINISHED}`;
      try {
        await storing(writeFile(part, bytes, { mode: 0o600 }));
        await storing(rename(part, path));
      } finally {
        await rm(part, { force: true });
      }
    },
    async remove(kind, names) {
      await Promise.all(names.map((name) => rm(join(folder, kind, name), { force: true })));
    },
    async tidy(justMade) {
      const paths = [...(await list('audio')), ...(await list('video'))].filter((path) => !path.endsWith(UNFINISHED));
      const works = await gather(paths);
      const rest = works.filter(({ name }) => name !== justMade);
      const taken = works.reduce((sum, { name, bytes }) => sum + (name === justMade ? bytes : 0), 0);
      const maxBytes = retention.maxBytes === null ? null : Math.max(0, retention.maxBytes - taken);
      const gone = outstaying(rest, { ...retention, maxBytes }, clock.now());
      await Promise.all(gone.flatMap((work) => work.paths.map((path) => rm(path, { force: true }))));
    },
    async repair() {
      const all = (await Promise.all(MEDIA_KINDS.map(list))).flat();
      const unfinished = all.filter((path) => path.endsWith(UNFINISHED));
      const gone = isShared ? await changedBefore(unfinished, clock.now() - ABANDONED_MS) : unfinished;
      await Promise.all(gone.map((path) => rm(path, { force: true })));
    },
  };
}

async function changedBefore(paths: readonly string[], at: number): Promise<string[]> {
  const facts = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return paths.filter((_, index) => (facts[index]?.mtimeMs ?? Infinity) < at);
}

interface Work {
  name: string;
  paths: string[];
  bytes: number;
  at: number;
}

/** A video goes with its thumbnail. */
async function gather(paths: readonly string[]): Promise<Work[]> {
  const works = new Map<string, Work>();
  for (const path of paths) {
    const facts = await stat(path).catch(() => null);
    if (!facts) continue;
    const name = parse(path).name.replace(/_thumb$/, '');
    const work = works.get(name) ?? { name, paths: [], bytes: 0, at: facts.mtimeMs };
    works.set(name, { ...work, paths: [...work.paths, path], bytes: work.bytes + facts.size });
  }
  return [...works.values()];
}

async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new CoreError('storage_full', 'The disk is full: make room, then ask again', { cause: error });
    throw error;
  }
}
