import { beforeEach, describe, expect, it } from 'vitest';
import { createIndexTables } from '../../../server/adapters/postgres/index/tables.js';
import { createPostgresStore } from '../../../server/adapters/postgres/store.js';
import { createDatabase, type Database } from '../../../server/adapters/postgres/pool.js';
import { parseDatabaseUrl } from '../../../server/adapters/postgres/address.js';
import { toDocument } from '../../../server/core/memory/commit.js';
import { readDueFrom } from '../../../server/core/retrieval/dueDocuments.js';
import type { IndexKeeper } from '../../../server/core/retrieval/keeper.js';
import { createLexicalIndex } from '../../../server/core/retrieval/lexical/lexicalIndex.js';
import { createDueKeeper, type ReadDocuments } from '../../../server/core/retrieval/stored/dueKeeper.js';
import { createStoredIndex } from '../../../server/core/retrieval/stored/storedIndex.js';
import type { Memory } from '../../../server/ports/entities.js';
import type { Store } from '../../../server/ports/store.js';
import { createCorpus } from '../../bench/syntheticMemories.js';
import { NOW, queryOf } from '../../core/retrieval/support.js';
import { afterwards } from '../../support/afterwards.js';
import { isPostgresHere } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { memoryOf, ownerIn, put, type Owner } from '../../support/memory.js';
import { silentLog } from '../../support/silentLog.js';
import { lentDatabase } from '../support.js';

interface Service {
  store: Store;
  index: IndexKeeper;
  database: Database;
  /** Stores and indexes, as the core does. */
  write(...memories: Memory[]): Promise<void>;
}

const NEVER_MS = 3_600_000;

describe.skipIf(!isPostgresHere())('several services over one index', () => {
  let url: string;
  let owner: Owner;
  let a: Service;
  let b: Service;

  const open = async (sweepMs = NEVER_MS, around = (read: ReadDocuments) => read): Promise<Service> => {
    const database = createDatabase({ address: parseDatabaseUrl(url), size: 6, log: silentLog });
    const store = await createPostgresStore(database, silentLog);
    const tables = createIndexTables(database);
    const read = around(readDueFrom(store));
    const index = createDueKeeper({ tables, index: createStoredIndex(tables), read, log: silentLog, sweepMs });
    afterwards(async () => {
      await index.close();
      await store.close();
    });
    return {
      store,
      index,
      database,
      async write(...memories) {
        await store.commit(put(...memories));
        await index.put(memories.map(toDocument));
      },
    };
  };
  const find = async ({ index }: Service, text: string): Promise<string[]> =>
    (await index.search(queryOf(text, { userId: owner.userId }))).map(({ id }) => id);
  const dueIn = async ({ database }: Service): Promise<number> =>
    (await database.get<{ n: number }>('SELECT count(*) AS n FROM loci.index_due'))?.n ?? -1;

  beforeEach(async () => {
    url = await lentDatabase();
    [a, b] = [await open(), await open()];
    owner = await ownerIn(a.store);
  });

  it('find at once what another has written, and nothing is left due', async () => {
    const memory = memoryOf(owner, 'The staging database is called heron');
    await a.write(memory);
    expect(await find(b, 'heron')).toEqual([memory.id]);
    await b.write({ ...memory, content: 'The staging database is called egret', hash: 'changed' });
    expect(await find(a, 'heron')).toEqual([]);
    expect(await find(a, 'egret')).toEqual([memory.id]);
    await a.store.commit([{ kind: 'memory.erase', userId: owner.userId, id: memory.id }]);
    await a.index.remove([memory]);
    expect(await find(b, 'egret')).toEqual([]);
    expect(await dueIn(a)).toBe(0);
  });

  it('leave out what may no longer be found, though it was handed in', async () => {
    const memory = memoryOf(owner, 'A secret heron');
    await a.store.commit(put({ ...memory, state: 'paused' }));
    await a.index.put([toDocument(memory)]);
    expect(await find(b, 'heron')).toEqual([]);
  });

  it('never let an older text replace a newer one, however late it comes', async () => {
    const memory = memoryOf(owner, 'heron');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let reads = 0;
    const slow = await open(NEVER_MS, (read) => async (...args) => {
      const found = await read(...args);
      if (reads++ === 0) await held;
      return found;
    });
    await slow.store.commit(put(memory));
    const late = slow.index.put([toDocument(memory)]);
    await eventually(() => expect(reads).toBeGreaterThan(0));
    await b.write({ ...memory, content: 'egret', hash: 'changed' });
    release();
    await late;
    expect(await find(a, 'egret')).toEqual([memory.id]);
    expect(await find(a, 'heron')).toEqual([]);
    expect(await dueIn(a)).toBe(0);
  });

  it('write to one session at the same time, and leave the statistics that one service would', async () => {
    const corpus = createCorpus(5);
    const memories = Array.from({ length: 120 }, (_, at) => ({
      ...corpus.memory(at, owner),
      sessionId: at % 2 === 0 ? 'shared' : `own${at % 10}`,
    }));
    const services = [a, b];
    await Promise.all(
      services.map(async (service, which) => {
        for (let at = which; at < memories.length; at += 6)
          await service.write(...[memories[at], memories[at + 2], memories[at + 4]].filter((m) => m !== undefined));
      }),
    );
    const memory = createLexicalIndex();
    memory.put(memories.map(toDocument));
    for (let at = 0; at < 30; at++) {
      const query = queryOf(corpus.question(), { userId: owner.userId, now: NOW });
      const scores = (await a.index.search(query)).map(({ score }) => Number(score.toFixed(4)));
      expect(scores).toEqual(memory.search(query).map(({ score }) => Number(score.toFixed(4))));
    }
    const { documents } = await b.index.status();
    expect(documents).toBe(memories.length);
  });

  it('take over what one left behind that died', async () => {
    const memories = Array.from({ length: 700 }, (_, at) => memoryOf(owner, `heron number${at}`));
    await a.store.commit(put(...memories));
    expect(await find(b, 'heron')).toEqual([]);
    expect(await dueIn(b)).toBe(700);
    const third = await open(50);
    await eventually(async () => expect(await dueIn(third)).toBe(0));
    expect(await find(b, 'number699')).toEqual([memories[699]!.id]);
  });
});
