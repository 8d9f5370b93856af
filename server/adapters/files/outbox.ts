import { randomBytes } from 'node:crypto';
import { rename, rm, statfs, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreError } from '../../ports/errors.js';
import type { FileFacts, FileStore } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import type { Log } from '../../ports/log.js';
import { createDeliveries, type Pace } from './deliveries.js';
import { factsOf, listBelow, makeFolderOf } from './disk.js';
import type { RemoteFiles } from './remoteFiles.js';

export interface OutboxOptions {
  remote: RemoteFiles;
  /** On this disk, of this service alone: drafts, what is not delivered yet, and what is still to be removed. */
  folder: string;
  /** No draft is begun when this disk has less left, bytes. */
  reserveBytes: number;
  pace: Pace;
  log: Log;
}

/**
 * Files in a store elsewhere. What is put lies on this disk, and is read from there, until the store has it; what is
 * removed is gone here at once. Both are kept over restarts, and tried again for as long as the store is away.
 */
export function createOutbox({ remote, folder, reserveBytes, pace, log }: OutboxOptions): FileStore {
  const [drafts, waiting, removed] = (['drafts', 'waiting', 'removed'] as const).map((part) => {
    const root = join(folder, part);
    return { list: () => listBelow(root), pathOf: (name: string) => join(root, name) };
  }) as [Part, Part, Part];
  const locks = createKeyedMutex();
  const underWay = new Map<string, AbortController>();

  const isHere = async (part: Part, name: string): Promise<boolean> => (await factsOf(part.pathOf(name))) !== null;
  /** Of a draft, or of what is not delivered yet. */
  const hereOf = async (name: string): Promise<{ path: string; facts: FileFacts } | null> => {
    for (const path of [drafts.pathOf(name), waiting.pathOf(name)]) {
      const facts = await factsOf(path);
      if (facts) return { path, facts };
    }
    return null;
  };

  const deliver = (name: string, closing: AbortSignal): Promise<void> =>
    locks.run(name, async () => {
      const stopping = new AbortController();
      underWay.set(name, stopping);
      const signal = AbortSignal.any([closing, stopping.signal]);
      try {
        if (await isHere(removed, name)) {
          await remote.remove(name, signal);
          await rm(removed.pathOf(name), { force: true });
        } else if (await isHere(waiting, name)) {
          await remote.upload(name, waiting.pathOf(name), signal);
          await rm(waiting.pathOf(name), { force: true });
        }
      } catch (error) {
        // What was called off is due in its new way.
        if (!stopping.signal.aborted) throw error;
      } finally {
        underWay.delete(name);
      }
    });
  const deliveries = createDeliveries({
    due: async () => [...(await removed.list()), ...(await newestFirst(waiting))],
    deliver,
    address: remote.address,
    pace,
    log,
  });
  const free = async (): Promise<number> => {
    await storing(mkdir(folder, { recursive: true, mode: 0o700 }));
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };

  return {
    address: remote.address,
    sharesDrafts: false,
    addressOf: (name) => `${remote.address}/${name}`,
    nameOf: (address) => (address.startsWith(`${remote.address}/`) ? address.slice(remote.address.length + 1) : null),
    // Nobody is asked: a recording begins also while the store is away.
    freeName: (stem, ending) => Promise.resolve(`${stem}_${randomBytes(4).toString('hex')}${ending}`),
    async draft(name) {
      if ((await free()) < reserveBytes)
        throw new CoreError(
          'storage_full',
          'This disk is too full to keep files until the store takes them: make room',
        );
      await makeFolderOf(drafts.pathOf(name));
      return drafts.pathOf(name);
    },
    drafts: () => drafts.list(),
    async findDraft(name) {
      const here = await hereOf(name);
      return here && { path: here.path, changedAt: here.facts.changedAt };
    },
    async renameDraft(from, to) {
      await makeFolderOf(drafts.pathOf(to));
      await rename(drafts.pathOf(from), drafts.pathOf(to));
    },
    async discardDrafts(untouchedSince) {
      for (const name of await drafts.list()) {
        const facts = await factsOf(drafts.pathOf(name));
        if (facts && facts.changedAt < untouchedSince) await rm(drafts.pathOf(name), { force: true });
      }
    },
    async put(name) {
      underWay.get(name)?.abort();
      await locks.run(name, async () => {
        await makeFolderOf(waiting.pathOf(name));
        await rename(drafts.pathOf(name), waiting.pathOf(name));
        await rm(removed.pathOf(name), { force: true });
      });
      const delivery = deliveries.tried(name);
      deliveries.wake();
      return { delivery };
    },
    async facts(names) {
      const [here, gone] = await Promise.all([
        Promise.all(names.map(hereOf)),
        Promise.all(names.map((name) => isHere(removed, name))),
      ]);
      const elsewhere = names.filter((_, index) => !here[index] && !gone[index]);
      const found = elsewhere.length === 0 ? [] : await remote.facts(elsewhere);
      const byName = new Map(elsewhere.map((name, index) => [name, found[index] ?? null]));
      return names.map((name, index) => here[index]?.facts ?? byName.get(name) ?? null);
    },
    async open(name) {
      const here = await hereOf(name);
      if (here) return { kind: 'local', path: here.path };
      return (await isHere(removed, name)) ? null : remote.open(name);
    },
    async list(prefix) {
      const stored = new Map((await remote.list(prefix)).map((file) => [file.name, file]));
      for (const name of await removed.list()) stored.delete(name);
      for (const name of (await waiting.list()).filter((waits) => waits.startsWith(prefix))) {
        const facts = await factsOf(waiting.pathOf(name));
        if (facts) stored.set(name, { name, ...facts });
      }
      return [...stored.values()];
    },
    async remove(names) {
      await Promise.all(
        names.map(async (name) => {
          underWay.get(name)?.abort();
          await locks.run(name, async () => {
            const isDraftAlone = (await isHere(drafts, name)) && !(await isHere(waiting, name));
            if (!isDraftAlone) {
              await makeFolderOf(removed.pathOf(name));
              await storing(writeFile(removed.pathOf(name), '', { mode: 0o600 }));
            }
            for (const part of [drafts, waiting]) await rm(part.pathOf(name), { force: true });
          });
        }),
      );
      deliveries.wake();
    },
    // How much a store elsewhere takes, it does not say.
    free: () => Promise.resolve(Infinity),
    close: () => deliveries.close(),
  };
}

interface Part {
  /** Names. */
  list(): Promise<string[]>;
  pathOf(name: string): string;
}

async function newestFirst(part: Part): Promise<string[]> {
  const names = await part.list();
  const facts = await Promise.all(names.map((name) => factsOf(part.pathOf(name))));
  const at = new Map(names.map((name, index) => [name, facts[index]?.changedAt ?? 0]));
  return names.sort((a, b) => (at.get(b) ?? 0) - (at.get(a) ?? 0));
}
