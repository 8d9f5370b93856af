import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFacts, FileStore } from '../../ports/fileStore.js';
import { factsOf, listBelow, makeFolderOf } from './disk.js';

/** A folder of files by name. */
export interface Room {
  names(): Promise<string[]>;
  pathOf(name: string): string;
  /** Null = it is not in here. */
  facts(name: string): Promise<FileFacts | null>;
  has(name: string): Promise<boolean>;
}

/** What lies on this disk of a store elsewhere. */
export interface Rooms {
  drafts: Room;
  /** Is to be delivered. */
  waiting: Room;
  /** Empty files: what has the name is to be removed there. */
  removed: Room;
  /** A draft, or what is not delivered yet. */
  find(name: string): Promise<{ path: string; facts: FileFacts } | null>;
}

export function createRooms(folder: string): Rooms {
  const [drafts, waiting, removed] = ['drafts', 'waiting', 'removed'].map((part): Room => {
    const root = join(folder, part);
    const facts: Room['facts'] = (name) => factsOf(join(root, name));
    return {
      names: () => listBelow(root),
      pathOf: (name) => join(root, name),
      facts,
      has: async (name) => (await facts(name)) !== null,
    };
  }) as [Room, Room, Room];
  return {
    ...{ drafts, waiting, removed },
    async find(name) {
      for (const room of [drafts, waiting]) {
        const facts = await room.facts(name);
        if (facts) return { path: room.pathOf(name), facts };
      }
      return null;
    },
  };
}

/** What a store's drafts are, where they are kept apart. */
export function draftsIn({
  drafts,
  find,
}: Rooms): Pick<FileStore, 'drafts' | 'findDraft' | 'renameDraft' | 'discardDrafts'> {
  return {
    drafts: () => drafts.names(),
    async findDraft(name) {
      const here = await find(name);
      return here && { path: here.path, changedAt: here.facts.changedAt };
    },
    async renameDraft(from, to) {
      await makeFolderOf(drafts.pathOf(to));
      await rename(drafts.pathOf(from), drafts.pathOf(to));
    },
    async discardDrafts(untouchedSince) {
      for (const name of await drafts.names()) {
        const facts = await drafts.facts(name);
        if (facts && facts.changedAt < untouchedSince) await rm(drafts.pathOf(name), { force: true });
      }
    },
  };
}

export async function newestFirst(room: Room): Promise<string[]> {
  const names = await room.names();
  const facts = await Promise.all(names.map(room.facts));
  const at = new Map(names.map((name, index) => [name, facts[index]?.changedAt ?? 0]));
  return names.sort((a, b) => (at.get(b) ?? 0) - (at.get(a) ?? 0));
}
