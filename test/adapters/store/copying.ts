import { describe, expect, it } from 'vitest';
import { ROW_KINDS } from '../../../server/core/migration/rows.js';
import type { Store } from '../../../server/ports/store.js';
import { fillStore } from '../../support/filledStore.js';

/** What every store does so that it can be copied. */
export function describeCopying(open: () => Promise<Store>): void {
  describe('all rows of a kind', () => {
    it('are read in batches, in order, with everything that they are', async () => {
      const store = await open();
      await fillStore(store, 5);
      for (const kind of ROW_KINDS) {
        const whole = await store.scanRows(kind, 0, 1000);
        expect(whole.cursor).toBeNull();
        expect(whole.items.length, kind).toBeGreaterThan(0);
        const parts: unknown[] = [];
        for (let cursor: number | null = 0; cursor !== null;) {
          const batch: { items: object[]; cursor: number | null } = await store.scanRows(kind, cursor, 2);
          parts.push(...batch.items);
          cursor = batch.cursor;
        }
        expect(parts, kind).toEqual(whole.items);
      }
      expect((await store.scanRows('user', 0, 9)).items.map(({ name }) => name)).toEqual(['zoe', 'ana']);
      const { items: memories } = await store.scanRows('memory', 0, 99);
      expect(memories).toEqual((await store.scanMemories(null, 0, 99)).items);
      const { items: vectors } = await store.scanRows('vector', 0, 99);
      expect(vectors.map(({ memoryId, hash }) => [memoryId, hash])).toEqual(memories.map(({ id, hash }) => [id, hash]));
      expect((await store.scanRows('activityCount', 0, 9)).items.map(({ last }) => last)).toEqual([3, 3]);
    });

    it('can be written as they are, once and again', async () => {
      const store = await open();
      const user = { id: 'u1', name: 'una', createdAt: 1, updatedAt: 2 };
      const app = { ...user, id: 'a1', userId: 'u1', description: 'd', metadata: { m: 1 }, isActive: false };
      const category = { ...user, id: 'c1', name: 'topic', description: 'mine' };
      const session = { id: 4, userId: 'u1', startTime: 'a', endTime: 'b', events: [], keystrokes: 1, clicks: 2 };
      const write = () =>
        store.commit([
          { kind: 'user.put', user },
          { kind: 'app.put', app },
          { kind: 'category.put', category },
          { kind: 'activitySession.put', session: { ...session, memoryId: 'm', createdAt: 3 } },
          { kind: 'activityCount.put', count: { userId: 'u1', last: 6 } },
        ]);
      await write();
      await write();
      expect(await store.findUser('una')).toEqual(user);
      expect(await store.getApp('a1')).toEqual(app);
      expect(await store.getCategories(['c1'])).toEqual([category]);
      expect(await store.addActivitySession({ ...session, memoryId: null, createdAt: 5 })).toBe(7);
      expect((await store.listActivitySessions('u1', { offset: 0, limit: 9 })).items.map(({ id }) => id)).toEqual([
        7, 4,
      ]);
      await expect(store.commit([{ kind: 'user.put', user: { ...user, id: 'u2' } }])).rejects.toThrow();
    });
  });
}
