import { describe, expect, it } from 'vitest';
import { createIndexKeeper, type IndexKeeper } from '../../../server/core/retrieval/keeper.js';
import { createLexicalIndex, type SavedIndex } from '../../../server/core/retrieval/lexical/lexicalIndex.js';
import { CoreError } from '../../../server/ports/errors.js';
import type { IndexDocument, SavableIndex } from '../../../server/ports/searchIndex.js';
import { eventually } from '../../support/eventually.js';
import { silentLog } from '../../support/silentLog.js';
import { documentOf, queryOf } from './support.js';

/** What a store and a disk would hold, for several keepers one after the other. */
function createWorld() {
  const rows = new Map<string, { document: IndexDocument; isFindable: boolean; revision: number }>();
  const world = {
    revision: 0,
    disk: null as { revision: number; index: SavedIndex } | null,
    scanned: 0,
    opened: 0,
    write(id: string, text: string, isFindable = true): IndexDocument {
      const document = documentOf(id, text);
      rows.set(id, { document, isFindable, revision: ++world.revision });
      return document;
    },
    erase(id: string): void {
      rows.delete(id);
      world.revision++;
    },
    source: {
      scan(since = -1) {
        const found = [...rows.values()].filter(({ revision }) => revision > since);
        world.scanned += found.length;
        return Promise.resolve({
          documents: found.filter(({ isFindable }) => isFindable).map(({ document }) => document),
          gone: found.filter(({ isFindable }) => !isFindable).map(({ document }) => document),
          cursor: null,
        });
      },
      count: () => Promise.resolve([...rows.values()].filter(({ isFindable }) => isFindable).length),
    },
    open(): Promise<SavableIndex> {
      world.opened++;
      const index = createLexicalIndex(structuredClone(world.disk?.index));
      let isLost = false;
      const run = <T>(work: () => T): Promise<T> =>
        isLost ? Promise.reject(new CoreError('unavailable', 'lost')) : Promise.resolve(work());
      return Promise.resolve({
        restoredTo: world.disk?.revision ?? null,
        put: (documents) =>
          run(() => {
            index.put(documents);
          }),
        remove: (gone) =>
          run(() => {
            index.remove(gone.map(({ id }) => id));
          }),
        search: (query) => {
          isLost ||= query.text === 'crash' && world.opened === 1;
          return run(() => index.search(query));
        },
        status: () => run(() => index.status()),
        save: (revision) => run(() => void (world.disk = { revision, index: structuredClone(index.save()) })),
        discard: () => run(() => void (world.disk = null)),
        close: () => Promise.resolve(),
      });
    },
    keep: (idleMs = 60_000): IndexKeeper =>
      createIndexKeeper({
        sources: [world.source],
        revision: () => Promise.resolve(world.revision),
        open: world.open,
        log: silentLog,
        idleMs,
      }),
  };
  return world;
}

const idsOf = async (keeper: IndexKeeper, text: string): Promise<string[]> =>
  (await keeper.search(queryOf(text))).map(({ id }) => id);

/** A world with so many documents and an index of them on disk. */
async function savedWorld(count = 600) {
  const world = createWorld();
  for (let i = 0; i < count; i++) world.write(`d${i}`, `memory number${i}`);
  const keeper = world.keep();
  await keeper.ready();
  await keeper.close();
  expect(world.disk?.revision).toBe(count);
  world.scanned = 0;
  return world;
}

describe('the index keeper', () => {
  it('takes the index from disk and catches up with what was written since', async () => {
    const world = await savedWorld();
    world.write('new', 'a zebra');
    world.write('d5', 'memory of something else');
    world.write('d6', 'memory number6', false);
    const keeper = world.keep();
    expect(await idsOf(keeper, 'zebra')).toEqual(['new']);
    expect(await idsOf(keeper, 'number5')).toEqual([]);
    expect(await idsOf(keeper, 'number6')).toEqual([]);
    expect(await idsOf(keeper, 'number7')).toEqual(['d7']);
    expect(world.scanned).toBe(3);
    await keeper.close();
  });

  it('builds anew when something was erased since, and finds it no more', async () => {
    const world = await savedWorld();
    world.erase('d7');
    const keeper = world.keep();
    expect(await idsOf(keeper, 'number7')).toEqual([]);
    expect((await keeper.status()).documents).toBe(599);
    expect(world.scanned).toBeGreaterThan(599 - 1);
    await keeper.close();
  });

  it('keeps the index on disk when nothing is written for a while, not after every change', async () => {
    const world = await savedWorld();
    const keeper = world.keep(20);
    await keeper.put([world.write('new', 'a zebra')]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(world.disk?.revision).toBe(600);
    for (let i = 0; i < 600; i++) await keeper.put([world.write(`e${i}`, `more ${i}`)]);
    await eventually(() => expect(world.disk?.revision).toBe(1201));
    await keeper.close();
  });

  it('leaves nothing on disk of what was removed, once it is idle or closed', async () => {
    const world = await savedWorld();
    const keeper = world.keep();
    await keeper.ready();
    world.erase('d7');
    await keeper.remove([{ userId: 'ann', id: 'd7' }]);
    expect(JSON.stringify(world.disk)).toContain('number7"');
    await keeper.close();
    expect(JSON.stringify(world.disk)).not.toContain('number7"');
    expect(JSON.stringify(world.disk)).toContain('number8"');
  });

  it('discards it on demand and goes on', async () => {
    const world = await savedWorld();
    const keeper = world.keep();
    await keeper.discard();
    expect(world.disk).toBeNull();
    expect(await idsOf(keeper, 'number9')).toEqual(['d9']);
    await keeper.close();
    expect(world.disk).not.toBeNull();
  });

  it('comes back by itself when the index is lost', async () => {
    const world = createWorld();
    const keeper = world.keep();
    await keeper.put([world.write('new', 'a zebra')]);
    expect(await keeper.search(queryOf('crash'))).toEqual([]);
    expect(await idsOf(keeper, 'zebra')).toEqual(['new']);
    expect(world.opened).toBe(2);
    await keeper.close();
  });
});
