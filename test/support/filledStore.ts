import { createHash, randomUUID } from 'node:crypto';
import type { Memory } from '../../server/ports/entities.js';
import type { Change, Store } from '../../server/ports/store.js';
import { memoryOf, ownerIn, put, type Owner } from './memory.js';

/** Puts some of everything that a store keeps into it, for two users; `memories` of each. */
export async function fillStore(store: Store, memories = 12): Promise<void> {
  // Names whose order is not that of insertion.
  for (const name of ['zoe', 'ana']) await fillUser(store, await ownerIn(store, name), memories);
  await store.commit([{ kind: 'setting.put', key: 'deep', value: { list: [1, 'two', null], text: 'a\0b' } }]);
}

async function fillUser(store: Store, owner: Owner, count: number): Promise<void> {
  const { userId } = owner;
  const other = await store.ensureApp(userId, 'Another', 7);
  await store.commit([
    { kind: 'app.patch', userId, id: other.id, patch: { isActive: false, description: 'off', updatedAt: 9 } },
    { kind: 'token.put', token: { id: randomUUID(), userId, hash: 'h', label: 'laptop', createdAt: 3 } },
    { kind: 'setting.put', key: `of:${userId}:seen`, value: true },
  ]);
  const memories = Array.from({ length: count }, (_, nth) => memoryFor(owner, nth));
  await store.commit(put(...memories));
  await store.commit([...memories.flatMap((memory, nth) => about(memory, nth)), ...work(owner)]);
  await fillConversation(store, owner, count);
  await fillScreen(store, owner);
}

const memoryFor = (owner: Owner, nth: number): Memory => {
  const content = `Das 记忆 ${nth}\0 "of" ${owner.userId}`;
  return memoryOf(owner, content, {
    hash: createHash('md5').update(content).digest('hex'),
    categories: [`topic${nth % 3}`, 'all'],
    metadata: { nth, zebra: { a: [true, null] } },
    facets: nth % 2 ? { tags: ['t'], keywords: [], queries: [], depth: 'low', quality: null, followUps: [] } : null,
    state: nth % 5 === 0 ? 'archived' : 'active',
    createdAt: 1_700_000_000_000 - nth,
    supersededAs: nth === 3 ? 'updated' : null,
    nextId: nth === 3 ? randomUUID() : null,
  });
};

function about({ id, userId, appId, hash }: Memory, nth: number): Change[] {
  const event = { memoryId: id, userId };
  const vector = { ...event, space: nth % 2 ? 'small:2' : 'large:3', values: new Float32Array([nth, 0.1, -1e-7]) };
  return [
    {
      kind: 'stateChange.add',
      entry: { id: randomUUID(), ...event, oldState: null, newState: 'active', changedAt: 5 },
    },
    {
      kind: 'access.add',
      entries: [{ id: randomUUID(), ...event, appId, kind: 'search', detail: { q: nth }, accessedAt: 50 - nth }],
    },
    { kind: 'vector.put', vector, hash },
  ];
}

function work({ userId, appId }: Owner): Change[] {
  const task = { id: randomUUID(), kind: 'add', userId, progress: 0.25, message: 'm', input: { a: 1 }, createdAt: 1 };
  const buffer = { key: `k ${userId}`, version: 'v1', userId, appId, sessionId: 's', lastDelivery: 'd' };
  return [
    { kind: 'task.put', task: { ...task, state: 'queued', result: null, error: null, updatedAt: 2 } },
    {
      kind: 'task.put',
      task: {
        ...task,
        id: randomUUID(),
        state: 'failed',
        result: [1],
        error: { code: 'c', message: 'm' },
        updatedAt: 3,
      },
    },
    {
      kind: 'buffer.put',
      buffer: { ...buffer, turns: [{ role: 'user', content: 'hi' }], lastTaskId: null, updatedAt: 4 },
      replaces: null,
    },
  ];
}

async function fillConversation(store: Store, owner: Owner, count: number): Promise<void> {
  const [one, two] = ['1', null].map((alias) => ({
    ...{ id: randomUUID(), ...owner, alias, title: 'Named', metadata: { pinned: true }, preview: '', messageCount: 0 },
    ...{ createdAt: 10, updatedAt: 10 },
  }));
  await store.commit([one!, two!].map((conversation) => ({ kind: 'conversation.put', conversation })));
  for (let nth = 0; nth < count; nth++) {
    const { id: conversationId, userId, appId } = nth % 3 ? one! : two!;
    const message = {
      ...{ id: randomUUID(), conversationId, userId, appId, role: 'user' as const, content: `Said ${nth}` },
      ...{ characterId: null, model: null, sources: [], metadata: {}, createdAt: 20 + nth },
    };
    await store.commit([{ kind: 'message.add', message }]);
  }
  // What a conversation says of itself need not follow from its messages.
  await store.commit([{ kind: 'conversation.patch', userId: owner.userId, id: one!.id, patch: { updatedAt: 99_999 } }]);
}

async function fillScreen(store: Store, { userId, appId }: Owner): Promise<void> {
  const id = randomUUID();
  const text = {
    id: randomUUID(),
    userId,
    appId,
    recordingId: id,
    at: 5,
    screen: 0,
    app: 'E',
    title: 't',
    content: 'c',
  };
  const session = { userId, startTime: 'a', endTime: 'b', events: [{ type: 'x' }], keystrokes: 2, clicks: 3 };
  await store.commit([
    {
      kind: 'recording.put',
      recording: {
        ...{
          id,
          userId,
          file: '/videos/1.mp4',
          startedAt: 1,
          endedAt: 2,
          frames: 3,
          durationSeconds: 1.5,
          bytes: 9,
        },
        ...{ mode: 'region', region: { x: 1, y: 2, width: 3, height: 4 }, screen: 1, app: 'E', title: 't' },
        ...{ summary: null, keywords: ['k'], isOpen: false },
      },
    },
    { kind: 'screenText.put', texts: [text, { ...text, id: randomUUID(), at: 4 }] },
  ]);
  for (let nth = 0; nth < 3; nth++) await store.addActivitySession({ ...session, memoryId: null, createdAt: nth });
  // Its number is not given again.
  await store.commit([{ kind: 'activitySession.erase', userId, id: 3 }]);
}
