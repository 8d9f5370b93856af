import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivitySession, Recording, ScreenText } from '../../../server/ports/entities.js';
import type { Store } from '../../../server/ports/store.js';
import { ownerIn, type Owner } from '../../support/memory.js';

const recordingOf = ({ userId }: Owner, more: Partial<Recording> = {}): Recording => {
  const id = randomUUID();
  return {
    ...{ id, userId, file: `/videos/${id}.mp4`, startedAt: 1, endedAt: 2, frames: 3, durationSeconds: 1.5, bytes: 4e9 },
    ...{ mode: 'fullscreen', region: null, screen: null, app: 'Editor', title: 't', summary: null, keywords: ['k'] },
    ...{ isOpen: false, ...more },
  };
};

const textOf = (owner: Owner, { id }: Recording, at: number, content: string): ScreenText => ({
  ...{ id: randomUUID(), ...owner, recordingId: id, at, screen: 0, app: 'Editor', title: 't', content },
});

const sessionOf = ({ userId }: Owner, more: Partial<ActivitySession> = {}): Omit<ActivitySession, 'id'> => ({
  ...{ userId, startTime: 'a', endTime: 'b', events: [{ type: 'x', n: 1 }], keystrokes: 2, clicks: 3 },
  ...{ memoryId: null, createdAt: 5, ...more },
});

/** What every store does with recordings, what was read from them, and activity. */
export function describeRecordings(open: () => Promise<Store>): void {
  let store: Store;
  let ana: Owner;
  let ben: Owner;

  beforeEach(async () => {
    store = await open();
    ana = await ownerIn(store);
    ben = await ownerIn(store, 'ben', 'notes');
  });

  describe('recordings', () => {
    it('come back as they were put, newest first, and go with what was read from them', async () => {
      const region = { x: 1, y: 2, width: 3, height: 4 };
      const [old, young] = [recordingOf(ana, { isOpen: true, region, screen: 1 }), recordingOf(ana, { startedAt: 2 })];
      const foreign = recordingOf(ben);
      const texts = [textOf(ana, old, 5, 'first'), textOf(ana, young, 9, 'second'), textOf(ana, old, 7, 'third')];
      await store.commit([
        ...[old, young, foreign].map((recording) => ({ kind: 'recording.put' as const, recording })),
        { kind: 'screenText.put', texts: [...texts, textOf(ana, recordingOf(ana), 1, 'of none')] },
      ]);
      expect(await store.getRecording(ana.userId, old.file)).toEqual(old);
      expect(await store.getRecording(ben.userId, old.file)).toBeNull();
      expect(await store.listRecordings(ana.userId, { offset: 0, limit: 9 })).toEqual({
        items: [young, old],
        total: 2,
      });
      expect((await store.listRecordings(null, { offset: 0, limit: 9 })).total).toBe(3);
      expect(await store.getRecordings(ana.userId, [young.id, foreign.id, old.id])).toEqual([young, old]);
      expect(await store.getScreenTexts(ben.userId, [texts[0]!.id])).toEqual([]);
      expect(await store.getScreenTexts(null, [texts[2]!.id, texts[0]!.id])).toEqual([texts[2], texts[0]]);
      const list = async (more: object) =>
        (await store.listScreenTexts({ userId: ana.userId, order: 'newest', offset: 0, limit: 9, ...more })).items.map(
          ({ content }) => content,
        );
      expect(await list({})).toEqual(['second', 'third', 'first']);
      expect(await list({ recordingId: old.id, order: 'oldest' })).toEqual(['first', 'third']);
      expect(await list({ from: 7, to: 8 })).toEqual(['third']);
      expect((await store.scanScreenTexts(0, 2)).items.map(({ content }) => content)).toEqual(['first', 'second']);
      await store.commit([{ kind: 'recording.erase', userId: ben.userId, id: old.id }]);
      expect(await store.countScreenTexts()).toBe(3);
      await store.commit([{ kind: 'recording.erase', userId: ana.userId, id: old.id }]);
      expect(await list({})).toEqual(['second']);
      expect(await store.countScreenTexts()).toBe(1);
    });
  });

  describe('activity', () => {
    it('is numbered from 1, and no number is given twice', async () => {
      expect(await store.addActivitySession(sessionOf(ana))).toBe(1);
      expect(await store.addActivitySession(sessionOf(ana, { startTime: 'second' }))).toBe(2);
      expect(await store.addActivitySession(sessionOf(ben))).toBe(1);
      await store.commit([{ kind: 'activitySession.erase', userId: ben.userId, id: 1 }]);
      expect(await store.getActivitySession(ben.userId, 1)).toBeNull();
      await store.commit([{ kind: 'activitySession.link', userId: ana.userId, id: 1, memoryId: 'm' }]);
      expect(await store.getActivitySession(ana.userId, 1)).toEqual({ ...sessionOf(ana, { memoryId: 'm' }), id: 1 });
      await store.commit([{ kind: 'activitySession.erase', userId: ana.userId, id: 2 }]);
      const numbers = await Promise.all(Array.from({ length: 5 }, () => store.addActivitySession(sessionOf(ana))));
      expect(numbers.toSorted()).toEqual([3, 4, 5, 6, 7]);
      const page = await store.listActivitySessions(ana.userId, { offset: 1, limit: 2 });
      expect(page).toMatchObject({ total: 6, items: [{ id: 6 }, { id: 5 }] });
    });
  });
}
