import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { FileStore, NamedFile } from '../../ports/fileStore.js';
import { factsOf, freeOn, makeFolder, makeFolderOf } from './disk.js';

/** What makers of files write to before they give it its name. */
const UNFINISHED = '.part';

/** Files in a folder, which services may share. They are made where they stay. */
export function createFolderFiles(folder: string, isShared: boolean): FileStore {
  const pathOf = (name: string): string => join(folder, name);
  const namesIn = async (part: string): Promise<string[]> =>
    (await readdir(pathOf(part)).catch(() => [])).map((name) => posix.join(part, name));

  return {
    address: folder,
    sharesDrafts: isShared,
    addressOf: pathOf,
    nameOf: (address) => (dirname(address) === folder ? basename(address) : null),
    async freeName(stem, ending) {
      await makeFolder(folder);
      for (let number = 1; ; number++) {
        const name = `${stem}${number === 1 ? '' : `_${number}`}${ending}`;
        if (!existsSync(pathOf(name))) return name;
      }
    },
    async draft(name) {
      await makeFolderOf(pathOf(name));
      return pathOf(name);
    },
    drafts: () => Promise.resolve([]),
    async findDraft(name) {
      const facts = await factsOf(pathOf(name));
      return facts && { path: pathOf(name), changedAt: facts.changedAt };
    },
    async renameDraft(from, to) {
      await rename(pathOf(from), pathOf(to));
    },
    async discardDrafts(untouchedSince) {
      const names = (await Promise.all((await subfolders(folder)).map(namesIn))).flat();
      for (const name of names.filter((made) => made.endsWith(UNFINISHED))) {
        const facts = await factsOf(pathOf(name));
        if ((facts?.changedAt ?? 0) < untouchedSince) await rm(pathOf(name), { force: true });
      }
    },
    put: () => Promise.resolve({ delivery: Promise.resolve() }),
    facts: (names) => Promise.all(names.map((name) => factsOf(pathOf(name)))),
    open: async (name) => ((await factsOf(pathOf(name))) ? { kind: 'local', path: pathOf(name) } : null),
    async list(prefix) {
      const names = (await namesIn(posix.dirname(`${prefix}x`))).filter(
        (name) => name.startsWith(prefix) && !name.endsWith(UNFINISHED),
      );
      const facts = await Promise.all(names.map((name) => factsOf(pathOf(name))));
      return names.flatMap((name, index): NamedFile[] => (facts[index] ? [{ name, ...facts[index] }] : []));
    },
    async remove(names) {
      await Promise.all(names.map((name) => rm(pathOf(name), { force: true })));
    },
    free: () => freeOn(folder),
    close: () => Promise.resolve(),
  };
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
