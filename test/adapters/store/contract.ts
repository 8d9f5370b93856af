import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../server/ports/entities.js';
import type { MemoryQuery, Store } from '../../../server/ports/store.js';
import { memoryOf, ownerIn, put, type Owner } from '../../support/memory.js';
import { describeConversations } from './conversations.js';
import { describeCopying } from './copying.js';
import { describeRecordings } from './recordings.js';

/** What every store does, whatever it keeps things in. `open` makes an empty one for each test. */
export function describeStore(open: () => Promise<Store>): void {
  let store: Store;
  let ana: Owner;
  let ben: Owner;

  beforeEach(async () => {
    store = await open();
    ana = await ownerIn(store);
    ben = await ownerIn(store, 'ben', 'notes');
  });

  const list = (query: Partial<MemoryQuery>) =>
    store.listMemories({ userId: ana.userId, offset: 0, limit: 100, ...query });
  const contents = async (query: Partial<MemoryQuery>) => (await list(query)).items.map((memory) => memory.content);

  describe('users and apps', () => {
    it('are made once, however many ask at once', async () => {
      const users = await Promise.all(Array.from({ length: 10 }, () => store.ensureUser('cleo', 5)));
      expect(new Set(users.map((user) => user.id)).size).toBe(1);
      const apps = await Promise.all(Array.from({ length: 10 }, () => store.ensureApp(users[0]!.id, 'x', 5)));
      expect(new Set(apps.map((app) => app.id)).size).toBe(1);
      expect((await store.findApps(null, 'notes')).map(({ userId }) => userId)).toEqual([ana.userId, ben.userId]);
      expect(await store.findUser('cleo')).toMatchObject({ name: 'cleo', createdAt: 5 });
      expect(await store.findUser('nobody')).toBeNull();
      expect((await store.listUsers()).map((user) => user.name)).toEqual(['ana', 'ben', 'cleo']);
    });

    it('are listed with counts, filtered and sorted', async () => {
      const busy = await store.ensureApp(ana.userId, 'Busy', 2);
      const memories = [1, 2, 3].map((n) => memoryOf({ userId: ana.userId, appId: busy.id }, `m${n}`));
      const access = (memoryId: string, accessedAt: number) => ({
        id: randomUUID(),
        memoryId,
        userId: ana.userId,
        appId: ana.appId,
        kind: 'search' as const,
        detail: {},
        accessedAt,
      });
      await store.commit([
        ...put(...memories),
        { kind: 'memory.patch', userId: ana.userId, id: memories[2]!.id, patch: { state: 'deleted' } },
        {
          kind: 'access.add',
          entries: [access(memories[0]!.id, 10), access(memories[0]!.id, 30), access(memories[1]!.id, 20)],
        },
      ]);
      const page = await store.listApps({
        userId: ana.userId,
        sortBy: 'memories',
        descending: true,
        offset: 0,
        limit: 10,
      });
      expect(page).toMatchObject({
        total: 2,
        items: [
          { name: 'Busy', memories: 2, memoriesEver: 3 },
          { name: 'notes', memoriesAccessed: 2, accesses: 3, firstAccess: 10, lastAccess: 30 },
        ],
      });
      expect(
        (await store.listApps({ userId: null, name: 'NOTE', sortBy: 'name', descending: false, offset: 0, limit: 10 }))
          .total,
      ).toBe(2);
      expect(await store.countApp(busy.id)).toMatchObject({
        memories: 2,
        memoriesEver: 3,
        accesses: 0,
        firstAccess: null,
      });
      await store.commit([{ kind: 'app.patch', userId: ben.userId, id: busy.id, patch: { isActive: false } }]);
      expect((await store.getApp(busy.id))?.isActive).toBe(true);
      await store.commit([
        { kind: 'app.patch', userId: ana.userId, id: busy.id, patch: { isActive: false, updatedAt: 9 } },
      ]);
      expect(await store.findApps(ana.userId, 'Busy')).toMatchObject([{ isActive: false, updatedAt: 9 }]);
    });
  });

  describe('memories', () => {
    it('come back as they were put, whole', async () => {
      const memory = memoryOf(ana, 'Строка — 爱吃西瓜 🍉 "quoted" \\ %_', {
        categories: ['food'],
        metadata: { deep: { list: [1, 'two', null] } },
        facets: { tags: ['a'], keywords: [], queries: [], depth: 'low', quality: null, followUps: [] },
        sessionId: 's-1',
        speaker: 'Ana',
      });
      await store.commit(put(memory));
      expect(await store.getMemory(null, memory.id)).toEqual(memory);
      expect(await store.getMemory(ben.userId, memory.id)).toBeNull();
    });

    it('are newest first; ties in the order they came, reversed', async () => {
      await store.commit(
        put(memoryOf(ana, 'first'), memoryOf(ana, 'second'), memoryOf(ana, 'later', { createdAt: 2000 })),
      );
      expect(await contents({})).toEqual(['later', 'second', 'first']);
      expect(await contents({ sort: { by: 'createdAt', descending: false } })).toEqual(['first', 'second', 'later']);
    });

    it('keep their place when they change', async () => {
      const [first, second] = [memoryOf(ana, 'first'), memoryOf(ana, 'second')];
      await store.commit(put(first, second));
      await store.commit([
        { kind: 'memory.patch', userId: ana.userId, id: first.id, patch: { content: 'first, edited' } },
      ]);
      expect(await contents({})).toEqual(['second', 'first, edited']);
    });

    it('are filtered by user, app, state, session, category, time and text', async () => {
      const work = await store.ensureApp(ana.userId, 'work', 1);
      await store.commit(
        put(
          memoryOf(ana, 'Tee mit Zitrone', { categories: ['drinks', 'personal'], createdAt: 10 }),
          memoryOf({ userId: ana.userId, appId: work.id }, 'ЖУРНАЛ задач', {
            categories: ['work'],
            createdAt: 20,
            sessionId: 's-2',
          }),
          memoryOf(ana, 'paused one', { state: 'paused', createdAt: 30 }),
          memoryOf(ana, 'old version', { supersededAs: 'updated', createdAt: 40 }),
          memoryOf(ben, 'Bens Tee', { createdAt: 50 }),
        ),
      );
      expect(await contents({ appIds: [work.id] })).toEqual(['ЖУРНАЛ задач']);
      expect(await contents({ states: ['paused'] })).toEqual(['paused one']);
      expect(await contents({ sessionId: 's-2' })).toEqual(['ЖУРНАЛ задач']);
      expect(await contents({ categoryNames: ['drinks', 'personal'] })).toEqual(['Tee mit Zitrone']);
      const categories = await store.listCategories(ana.userId);
      expect(categories.map(({ name }) => name)).toEqual(['drinks', 'personal', 'work']);
      expect(categories[0]?.description).toBe('Automatically created category for drinks');
      expect(await contents({ categoryIds: [categories[2]!.id] })).toEqual(['ЖУРНАЛ задач']);
      expect(await contents({ createdFrom: 20, createdTo: 30 })).toEqual(['paused one', 'ЖУРНАЛ задач']);
      expect(await contents({ text: 'TEE' })).toEqual(['Tee mit Zitrone']);
      expect(await contents({ text: 'журнал' })).toEqual(['ЖУРНАЛ задач']);
      expect(await contents({ text: 'T__ m%zit' })).toEqual(['Tee mit Zitrone']);
      expect(await contents({ text: '' })).toHaveLength(4);
      expect(await contents({ currentOnly: true })).not.toContain('old version');
      expect((await list({ userId: null, text: 'tee' })).total).toBe(2);
      expect(await list({ offset: 1, limit: 1 })).toMatchObject({ total: 4, items: [{ content: 'paused one' }] });
      expect(await contents({ sort: { by: 'content', descending: false } })).toEqual([
        'Tee mit Zitrone',
        'old version',
        'paused one',
        'ЖУРНАЛ задач',
      ]);
      expect((await contents({ sort: { by: 'appName', descending: true } }))[0]).toBe('ЖУРНАЛ задач');
    });

    it('are related by shared categories', async () => {
      const [one, two, three, four] = [
        memoryOf(ana, 'one', { categories: ['a', 'b'] }),
        memoryOf(ana, 'two', { categories: ['a'] }),
        memoryOf(ana, 'three', { categories: ['a', 'b'], state: 'archived' }),
        memoryOf(ana, 'four', { categories: ['b'], state: 'deleted' }),
      ] as const;
      await store.commit(put(one, two, three, four, memoryOf(ben, 'foreign', { categories: ['a'] })));
      const page = await store.relatedMemories(ana.userId, one.id, { offset: 0, limit: 5 });
      expect(page.items.map(({ content }) => content)).toEqual(['three', 'two']);
      expect(page.total).toBe(2);
    });

    it('are found by hash while current', async () => {
      const memory = memoryOf(ana, 'x', { hash: 'h' });
      await store.commit(
        put(memory, memoryOf(ana, 'y', { hash: 'h', supersededAs: 'updated' }), memoryOf(ben, 'z', { hash: 'h' })),
      );
      expect((await store.findByHash(ana.userId, 'h')).map(({ id }) => id)).toEqual([memory.id]);
    });

    it('are scanned to the last, once each', async () => {
      await store.commit(
        put(...Array.from({ length: 25 }, (_, index) => memoryOf(index % 5 === 0 ? ben : ana, `m${index}`))),
      );
      const seen: string[] = [];
      for (let cursor: number | null = 0; cursor !== null;) {
        const batch = await store.scanMemories(null, cursor, 10);
        seen.push(...batch.items.map(({ content }) => content));
        cursor = batch.cursor;
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `m${index}`));
      expect((await store.scanMemories(ben.userId, 0, 100)).items).toHaveLength(5);
    });

    it('are patched for their own user only, and erased with all that hangs on them', async () => {
      const memory = memoryOf(ana, 'x', { categories: ['a'] });
      const entry = {
        id: randomUUID(),
        memoryId: memory.id,
        userId: ana.userId,
        oldState: null,
        newState: 'active' as const,
        changedAt: 1,
      };
      const access = {
        id: randomUUID(),
        memoryId: memory.id,
        userId: ana.userId,
        appId: ana.appId,
        kind: 'list' as const,
        detail: { hash: 'h' },
        accessedAt: 7,
      };
      await store.commit([
        ...put(memory),
        { kind: 'stateChange.add', entry },
        { kind: 'access.add', entries: [access] },
      ]);
      await store.commit([{ kind: 'memory.patch', userId: ben.userId, id: memory.id, patch: { content: 'stolen' } }]);
      expect((await store.getMemory(null, memory.id))?.content).toBe('x');
      expect(await store.listStateChanges(null, memory.id)).toEqual([entry]);
      expect(await store.listAccesses(ana.userId, memory.id, { offset: 0, limit: 10 })).toEqual({
        items: [access],
        total: 1,
      });
      expect(await store.listAccessedBy(ana.appId, { offset: 0, limit: 10 })).toMatchObject({
        total: 1,
        items: [{ count: 1, memory: { id: memory.id } }],
      });
      await store.commit([{ kind: 'memory.erase', userId: ben.userId, id: memory.id }]);
      expect(await store.getMemory(null, memory.id)).not.toBeNull();
      await store.commit([{ kind: 'memory.erase', userId: ana.userId, id: memory.id }]);
      expect(await store.getMemory(null, memory.id)).toBeNull();
      expect(await store.listStateChanges(null, memory.id)).toEqual([]);
      expect((await store.listAccesses(ana.userId, memory.id, { offset: 0, limit: 10 })).total).toBe(0);
      expect(await store.listCategories(ana.userId)).toEqual([]);
    });

    it('lose their vector when their text changes', async () => {
      const memory = memoryOf(ana, 'x');
      const values = new Float32Array([0.5, -1, 2]);
      await store.commit([
        ...put(memory),
        {
          kind: 'vector.put',
          vector: { memoryId: memory.id, userId: ana.userId, space: 'm', values },
          hash: memory.hash,
        },
      ]);
      expect((await store.scanVectors('m', 0, 10)).items).toEqual([
        { memoryId: memory.id, userId: ana.userId, space: 'm', values },
      ]);
      expect((await store.listUnembedded('m', 0, 10)).items).toEqual([]);
      expect((await store.listUnembedded('other', 0, 10)).items.map(({ id }) => id)).toEqual([memory.id]);
      await store.commit([{ kind: 'memory.patch', userId: ana.userId, id: memory.id, patch: { content: 'y' } }]);
      expect((await store.scanVectors('m', 0, 10)).items).toEqual([]);
    });

    it('take no vector of a text that they no longer have, and show none while they cannot be found', async () => {
      const memory = memoryOf(ana, 'x');
      const vector = { memoryId: memory.id, userId: ana.userId, space: 'm', values: new Float32Array([1, 2]) };
      await store.commit([...put(memory), { kind: 'vector.put', vector, hash: 'hash of another text' }]);
      expect(await store.getVectors(null, 'm', [memory.id])).toEqual([]);
      expect(await store.countUnembedded('m')).toBe(1);
      await store.commit([{ kind: 'vector.put', vector, hash: memory.hash }]);
      expect(await store.getVectors(null, 'm', [memory.id, 'unknown'])).toEqual([vector]);
      expect(await store.getVectors(null, 'other', [memory.id])).toEqual([]);
      expect(await store.countUnembedded('m')).toBe(0);
      await store.commit([{ kind: 'memory.patch', userId: ana.userId, id: memory.id, patch: { state: 'paused' } }]);
      expect(await store.getVectors(null, 'm', [memory.id])).toEqual([]);
      expect((await store.scanVectors('m', 0, 10)).items).toEqual([]);
      expect(await store.countUnembedded('other')).toBe(0);
    });
  });

  describe('what was written', () => {
    it('keeps every text, also what no database likes', async () => {
      const text = 'nul \0 tab \t \u2028 \\ \' " $1 %s';
      const memory = memoryOf(ana, text, { metadata: { [text]: text }, sessionId: text, speaker: text });
      await store.commit([...put(memory), { kind: 'setting.put', key: text, value: text }]);
      expect(await store.getMemory(ana.userId, memory.id)).toEqual(memory);
      expect((await list({ sessionId: text })).items).toEqual([memory]);
      expect(await store.getSetting(text)).toBe(text);
      expect((await store.ensureUser(text, 1)).name).toBe(text);
      expect((await store.findUser(text))?.name).toBe(text);
      await store.commit(put(memoryOf(ana, 'half \ud800 a pair', { metadata: { x: '\ud800' } })));
      expect(await contents({ text: 'a pair' })).toHaveLength(1);
    });

    it('is seen by whoever asks for what came after a revision', async () => {
      const [first, second] = [memoryOf(ana, 'first'), memoryOf(ana, 'second')];
      await store.commit(put(first));
      const before = await store.revision();
      expect((await store.scanMemories(null, 0, 10, before)).items).toEqual([]);
      await store.commit(put(second));
      await store.commit([{ kind: 'memory.patch', userId: ana.userId, id: first.id, patch: { state: 'paused' } }]);
      expect(await store.revision()).toBeGreaterThan(before);
      const { items } = await store.scanMemories(null, 0, 10, before);
      expect(items.map(({ content, state }) => [content, state])).toEqual([
        ['first', 'paused'],
        ['second', 'active'],
      ]);
      expect(await store.countFindable()).toBe(1);
    });

    it('happens whole or not at all', async () => {
      const buffer = { key: 'k', version: 'v', ...ana, sessionId: null, turns: [], lastDelivery: null };
      const failing = { ...buffer, lastTaskId: null, updatedAt: 1 };
      const commit = store.commit([
        ...put(memoryOf(ana, 'not kept')),
        { kind: 'buffer.put', buffer: failing, replaces: 'another version' },
      ]);
      await expect(commit).rejects.toMatchObject({ code: 'conflict' });
      expect(await contents({})).toEqual([]);
    });

    it('is counted by state, app, category and day, and follows what replaced it', async () => {
      const day = 86_400_000;
      const next = memoryOf(ana, 'new', { createdAt: day + 1, categories: ['a', 'b'] });
      const old = memoryOf(ana, 'old', { supersededAs: 'updated', nextId: next.id });
      await store.commit(
        put(
          next,
          old,
          memoryOf(ana, 'x', { createdAt: 2 * day - 1, categories: ['a'] }),
          memoryOf(ana, 'gone', { state: 'deleted' }),
        ),
      );
      expect(await store.countMemories(ana.userId, 0)).toEqual({
        byState: { active: 2, deleted: 1 },
        byApp: [{ name: 'notes', count: 2 }],
        byCategory: [
          { name: 'a', count: 2 },
          { name: 'b', count: 1 },
        ],
        byDay: [{ day: 1, count: 2 }],
      });
      expect((await store.countMemories(ana.userId, 60)).byDay).toEqual([
        { day: 1, count: 1 },
        { day: 2, count: 1 },
      ]);
      expect(await store.listReplaced(ana.userId, next.id)).toEqual([old]);
      const [a, b] = await store.listCategories(ana.userId);
      expect(await store.getCategories([b!.id, a!.id, 'none'])).toEqual([a, b]);
    });
  });

  describe('tasks, settings and buffers', () => {
    it('come back as they were put, and go when erased', async () => {
      const task: Task = {
        id: randomUUID(),
        kind: 'k',
        userId: ana.userId,
        state: 'queued',
        progress: 0.5,
        message: 'm',
        input: { a: 1 },
        result: [1],
        error: null,
        createdAt: 1,
        updatedAt: 2,
      };
      const buffer = {
        key: 'k',
        version: 'v1',
        ...ana,
        sessionId: null,
        turns: [{ role: 'user', content: 'hi', timestamp: 5 }],
        lastDelivery: null,
        lastTaskId: null,
        updatedAt: 3,
      };
      await store.commit([
        { kind: 'task.put', task },
        { kind: 'setting.put', key: 's', value: { x: [true] } },
        { kind: 'buffer.put', buffer, replaces: null },
      ]);
      expect(await store.getTask(task.id)).toEqual(task);
      expect(await store.listTasks({ states: ['queued', 'running'], limit: 5 })).toEqual([task]);
      expect(await store.listTasks({ states: ['failed'], limit: 5 })).toEqual([]);
      expect(await store.getSetting('s')).toEqual({ x: [true] });
      expect(await store.getBuffer(ana.userId, 'k')).toEqual(buffer);
      await store.commit([
        { kind: 'task.erase', userId: ana.userId, id: task.id },
        { kind: 'setting.erase', key: 's' },
        { kind: 'buffer.erase', userId: ana.userId, key: 'k', replaces: 'v1' },
      ]);
      expect([
        await store.getTask(task.id),
        await store.getSetting('s'),
        await store.getBuffer(ana.userId, 'k'),
      ]).toEqual([null, undefined, null]);
    });
  });

  describe('a store', () => {
    it('tells how much there is, takes over tasks once, and goes on after a purge', async () => {
      await store.commit(put(memoryOf(ana, 'x')));
      expect(await store.status()).toMatchObject({ memories: 1, users: 2, schemaVersion: expect.any(Number) });
      expect((await store.status()).bytes).toBeGreaterThan(0);
      const task = { ...{ id: randomUUID(), kind: 'k', userId: ana.userId, state: 'queued' as const, progress: 0 } };
      const rest = { message: '', input: {}, result: null, error: null, createdAt: 1, updatedAt: 1 };
      await store.commit([{ kind: 'task.put', task: { ...task, ...rest } }]);
      const lease = { owner: 'o', forMs: 60_000 };
      expect((await store.leaseTasks(lease, 5)).map(({ id }) => id)).toEqual([task.id]);
      expect(await store.leaseTasks(lease, 5)).toEqual([]);
      expect(await store.renewTasks(lease, [task.id])).toEqual({ lost: [], unwanted: [] });
      expect(await store.exclusively('key', () => Promise.resolve(5))).toBe(5);
      await store.purge();
      expect(await contents({})).toEqual(['x']);
    });
  });

  describeConversations(open);
  describeRecordings(open);
  describeCopying(open);
}
