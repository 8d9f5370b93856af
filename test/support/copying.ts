import { expect, it } from 'vitest';
import { copyStore, type CopiedKind } from '../../server/core/migration/copyStore.js';
import { canonical, ROW_KINDS } from '../../server/core/migration/rows.js';
import type { Store } from '../../server/ports/store.js';
import { fillStore } from './filledStore.js';
import { memoryOf, ownerIn, put } from './memory.js';

/** Everything that a store keeps, as text. */
async function contentsOf(store: Store): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const kind of ROW_KINDS) contents[kind] = (await store.scanRows(kind, 0, 10_000)).items.map(canonical);
  return contents;
}

/** A store whose commits fail after so many. */
function failingAfter(store: Store, commits: number): Store {
  let left = commits;
  return {
    ...store,
    commit: (changes) => (left-- > 0 ? store.commit(changes) : Promise.reject(new Error('The power went out'))),
  };
}

const copiedRows = (kinds: readonly CopiedKind[]): number => kinds.reduce((sum, { copied }) => sum + copied, 0);

/** What copying does, whatever the two stores keep things in. Each opens an empty one. */
export function describeCopies(openSource: () => Promise<Store>, openTarget: () => Promise<Store>): void {
  const both = async (): Promise<{ from: Store; to: Store }> => ({ from: await openSource(), to: await openTarget() });

  it('has everything, in the same order, and goes on where its source stopped', async () => {
    const { from, to } = await both();
    await fillStore(from);
    const before = await contentsOf(from);
    const kinds = await copyStore({ from, to, batch: 5 });
    expect(await contentsOf(to)).toEqual(before);
    expect(await contentsOf(from)).toEqual(before);
    expect(kinds.map(({ kind, rows }) => [kind, rows])).toEqual(ROW_KINDS.map((kind) => [kind, before[kind]!.length]));
    expect(kinds.every(({ rows, copied }) => rows > 0 && rows === copied)).toBe(true);
    const ana = (await to.findUser('ana'))!;
    const [memory] = (await from.scanMemories(ana.id, 0, 1)).items;
    expect(await to.listStateChanges(ana.id, memory!.id)).toHaveLength(1);
    expect((await to.countMemories(ana.id, 0)).byCategory).toEqual((await from.countMemories(ana.id, 0)).byCategory);
    const session = { userId: ana.id, startTime: 'a', endTime: 'b', events: [], keystrokes: 2, clicks: 3 };
    expect(await to.addActivitySession({ ...session, memoryId: null, createdAt: 1 })).toBe(4);
  });

  it('changes nothing when it is made again', async () => {
    const { from, to } = await both();
    await fillStore(from);
    const first = await copyStore({ from, to });
    const again = await copyStore({ from, to: failingAfter(to, 0), batch: 5 });
    expect(copiedRows(again)).toBe(0);
    expect(again.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256));
  });

  it('is completed after an interruption, wherever that was', async () => {
    const { from, to } = await both();
    await fillStore(from);
    let interruptions = 0;
    // Each run gets one commit further.
    for (let kinds: CopiedKind[] | null = null; kinds === null;) {
      kinds = await copyStore({ from, to: failingAfter(to, 3), batch: 6 }).catch((error: unknown) => {
        expect(error).toMatchObject({ message: 'The power went out' });
        interruptions++;
        return null;
      });
    }
    expect(interruptions).toBeGreaterThan(5);
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });

  it('is refused, with nothing written, where the target holds something else', async () => {
    const { from, to } = await both();
    await fillStore(from);
    await ownerIn(to, 'somebody', 'notes');
    const before = await contentsOf(to);
    await expect(copyStore({ from, to })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/other data.*user/),
    });
    expect(await contentsOf(to)).toEqual(before);
  });

  it('is refused where a copy was changed or went on', async () => {
    const { from, to } = await both();
    await fillStore(from);
    await copyStore({ from, to });
    const ana = (await to.findUser('ana'))!;
    const app = (await to.findApps(ana.id, 'notes'))[0]!;
    await to.commit(put(memoryOf({ userId: ana.id, appId: app.id }, 'later')));
    await expect(copyStore({ from, to, batch: 5 })).rejects.toMatchObject({
      message: expect.stringMatching(/memory number 25/),
    });
    await expect(copyStore({ from: to, to: from })).resolves.toHaveLength(ROW_KINDS.length);
    const memory = (await to.scanMemories(ana.id, 0, 1)).items[0]!;
    await to.commit([{ kind: 'memory.patch', userId: ana.id, id: memory.id, patch: { metadata: { other: 1 } } }]);
    await expect(copyStore({ from, to })).rejects.toMatchObject({ message: expect.stringMatching(/memory number 13/) });
  });

  it('fails where it differs in the end, and says in what', async () => {
    const { from, to } = await both();
    await fillStore(from);
    const losing: Store = {
      ...to,
      commit: (changes) => to.commit(changes.filter(({ kind }) => kind !== 'access.add')),
    };
    await expect(copyStore({ from, to: losing })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/differs.*access: 24 rows there, 0 here/),
    });
  });

  it('of nothing is refused: it was another place that was meant', async () => {
    const { from, to } = await both();
    await expect(copyStore({ from, to })).rejects.toMatchObject({ code: 'not_found' });
  });
}
