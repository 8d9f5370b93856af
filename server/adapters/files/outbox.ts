import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { CoreError } from '../../ports/errors.js';
import type { FileStore } from '../../ports/fileStore.js';
import { storing } from '../../ports/fullDisk.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import type { Log } from '../../ports/log.js';
import { createDeliveries, type Pace } from './deliveries.js';
import { freeOn, makeFolderOf } from './disk.js';
import type { RemoteFiles } from './remoteFiles.js';
import { createRooms, draftsIn, newestFirst, type Rooms } from './rooms.js';
import { createSending } from './sending.js';

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
  const rooms = createRooms(folder);
  const { drafts, waiting, removed } = rooms;
  const locks = createKeyedMutex();
  const { deliver, callOff } = createSending(remote, rooms, locks);
  const due = async (): Promise<string[]> => [...(await removed.names()), ...(await newestFirst(waiting))];
  const deliveries = createDeliveries({ due, deliver, address: remote.address, pace, log });
  const remove = (name: string): Promise<void> => {
    callOff(name);
    return locks.run(name, async () => {
      const isDraftAlone = (await drafts.has(name)) && !(await waiting.has(name));
      if (!isDraftAlone) {
        await makeFolderOf(removed.pathOf(name));
        await storing(writeFile(removed.pathOf(name), '', { mode: 0o600 }));
      }
      for (const room of [drafts, waiting]) await rm(room.pathOf(name), { force: true });
    });
  };

  return {
    address: remote.address,
    sharesDrafts: false,
    addressOf: (name) => `${remote.address}/${name}`,
    nameOf: (address) => (address.startsWith(`${remote.address}/`) ? address.slice(remote.address.length + 1) : null),
    // Nobody is asked: a recording begins also while the store is away.
    freeName: (stem, ending) => Promise.resolve(`${stem}_${randomBytes(4).toString('hex')}${ending}`),
    ...draftsIn(rooms),
    ...reading(remote, rooms),
    async draft(name) {
      if ((await freeOn(folder)) < reserveBytes)
        throw new CoreError(
          'storage_full',
          'This disk is too full to keep files until the store takes them: make room',
        );
      await makeFolderOf(drafts.pathOf(name));
      return drafts.pathOf(name);
    },
    async put(name) {
      callOff(name);
      await locks.run(name, async () => {
        await makeFolderOf(waiting.pathOf(name));
        await rename(drafts.pathOf(name), waiting.pathOf(name));
        await rm(removed.pathOf(name), { force: true });
      });
      const delivery = deliveries.tried(name);
      deliveries.wake();
      return { delivery };
    },
    async remove(names) {
      await Promise.all(names.map(remove));
      deliveries.wake();
    },
    // How much a store elsewhere takes, it does not say.
    free: () => Promise.resolve(Infinity),
    close: () => deliveries.close(),
  };
}

/** What is here comes first: the store has it not, or not yet as it is. */
function reading(remote: RemoteFiles, { waiting, removed, find }: Rooms): Pick<FileStore, 'facts' | 'open' | 'list'> {
  return {
    async facts(names) {
      const [here, gone] = await Promise.all([Promise.all(names.map(find)), Promise.all(names.map(removed.has))]);
      const elsewhere = names.filter((_, index) => !here[index] && gone[index] === false);
      const found = elsewhere.length === 0 ? [] : await remote.facts(elsewhere);
      const byName = new Map(elsewhere.map((name, index) => [name, found[index] ?? null]));
      return names.map((name, index) => here[index]?.facts ?? byName.get(name) ?? null);
    },
    async open(name) {
      const here = await find(name);
      if (here) return { kind: 'local', path: here.path };
      return (await removed.has(name)) ? null : remote.open(name);
    },
    async list(prefix) {
      const stored = new Map((await remote.list(prefix)).map((file) => [file.name, file]));
      for (const name of await removed.names()) stored.delete(name);
      for (const name of (await waiting.names()).filter((waits) => waits.startsWith(prefix))) {
        const facts = await waiting.facts(name);
        if (facts) stored.set(name, { name, ...facts });
      }
      return [...stored.values()];
    },
  };
}
