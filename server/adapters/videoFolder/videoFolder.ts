import { readFile, stat, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { CoreError } from '../../ports/errors.js';
import type { FileStore } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';
import type { VideoFolder } from '../../ports/videoFolder.js';

/** One place of videos, with that of their thumbnails: other programs list that of the videos. */
export interface VideoPlace {
  videos: FileStore;
  thumbnails: FileStore;
  /** What the names of thumbnails begin with. */
  thumbnailsBelow: string;
  /** Each user's videos lie in a folder of their own. */
  isByUser: boolean;
}

/** `20260309_100001` on the calendar of this machine. */
function stampOf(epochMs: number): string {
  const date = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
}

const ADDRESS = /^[a-z0-9]+:\/\//;

/** New videos go to the first place; the others are the service's own as well. */
export function createVideoFolder(current: VideoPlace, ...former: VideoPlace[]): VideoFolder {
  const { videos } = current;
  const find = (file: string): { place: VideoPlace; name: string } | null => {
    for (const place of [current, ...former]) {
      const name = place.videos.nameOf(file);
      if (name !== null) return { place, name };
    }
    return null;
  };
  const nameOf = (file: string): string => {
    const name = videos.nameOf(file);
    if (name === null) throw new CoreError('internal', 'The video does not lie in the folder of new ones');
    return name;
  };

  return {
    path: videos.address,
    isShared: videos.sharesDrafts,
    async freeFile(prefix, at, userId) {
      const stem = `${current.isByUser ? `${userId}/` : ''}${prefix}_${stampOf(at)}`;
      return videos.addressOf(await videos.freeName(stem, '.mp4'));
    },
    draft: (file) => videos.draft(nameOf(file)),
    async drafts() {
      const names = (await videos.drafts()).filter((name) => name.endsWith('.mp4'));
      return names.map((name) => videos.addressOf(name));
    },
    async findDraft(file) {
      const found = find(file);
      if (found) return found.place.videos.findDraft(found.name);
      const facts = await factsOf(file);
      return facts && { path: file, changedAt: facts.mtimeMs };
    },
    async rename(from, to) {
      await videos.renameDraft(nameOf(from), nameOf(to));
      const [was, is] = [nameOf(from), nameOf(to)].map((name) => thumbnailOf(current, name)) as [string, string];
      await current.thumbnails.renameDraft(was, is).catch(() => undefined);
    },
    async keep(file) {
      const name = nameOf(file);
      await current.thumbnails.put(thumbnailOf(current, name)).catch(() => undefined);
      await videos.put(name);
    },
    holds: (file) => find(file) !== null,
    isElsewhere: (file) => ADDRESS.test(file) && find(file) === null,
    sizesOf: (files) => sizesOf(files, videos),
    async open(file) {
      const found = ADDRESS.test(file) ? find(file) : null;
      if (found) return found.place.videos.open(found.name);
      return (await factsOf(file)) && { kind: 'local', path: file };
    },
    async remove(file) {
      const found = find(file);
      if (!found) return;
      const { place, name } = found;
      await place.thumbnails.remove([thumbnailOf(place, name)]);
      await place.videos.remove([name]);
    },
    async readThumbnail(file) {
      const found = find(file);
      const content = found && (await found.place.thumbnails.open(thumbnailOf(found.place, found.name)));
      if (!content) return null;
      if (content.kind === 'local') return readFile(content.path).catch(() => null);
      const parts: Uint8Array[] = [];
      for await (const part of await content.read(null, new AbortController().signal)) parts.push(part);
      return Buffer.concat(parts);
    },
    async writeThumbnail(file, jpeg) {
      try {
        const path = await current.thumbnails.draft(thumbnailOf(current, nameOf(file)));
        await storing(writeFile(path, jpeg, { mode: 0o600 }));
      } catch (error) {
        if (error instanceof CoreError) throw error;
        throw new CoreError('unavailable', 'The thumbnail cannot be written', { cause: error });
      }
    },
    free: () => videos.free(),
  };
}

function thumbnailOf({ thumbnailsBelow }: VideoPlace, name: string): string {
  const { dir, name: stem } = posix.parse(name);
  return posix.join(thumbnailsBelow, dir, `${stem}.jpg`);
}

/** Of a file on this disk, which may be a link to it; null = there is none. */
async function factsOf(path: string): Promise<{ size: number; mtimeMs: number } | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found : null;
}

async function sizesOf(files: readonly string[], videos: FileStore): Promise<(number | null)[]> {
  const names = files.map((file) => (ADDRESS.test(file) ? videos.nameOf(file) : null));
  const asked = names.filter((name) => name !== null);
  const facts = asked.length === 0 ? [] : await videos.facts(asked);
  const stored = new Map(asked.map((name, index) => [name, facts[index]?.bytes ?? null]));
  return Promise.all(
    files.map(async (file, index) => {
      const name = names[index] ?? null;
      return name === null ? ((await factsOf(file))?.size ?? null) : (stored.get(name) ?? null);
    }),
  );
}
