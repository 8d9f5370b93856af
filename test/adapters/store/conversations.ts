import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../../../server/ports/entities.js';
import type { Store } from '../../../server/ports/store.js';
import { ownerIn, type Owner } from '../../support/memory.js';

function conversationOf(owner: Owner, more: Partial<Conversation> = {}): Conversation {
  return {
    id: randomUUID(),
    ...owner,
    alias: null,
    title: '',
    metadata: {},
    preview: '',
    messageCount: 0,
    createdAt: 1,
    updatedAt: 1,
    ...more,
  };
}

function messageOf({ id, userId, appId }: Conversation, content: string, more: Partial<Message> = {}): Message {
  return {
    id: randomUUID(),
    conversationId: id,
    userId,
    appId,
    role: 'user',
    content,
    characterId: null,
    model: null,
    sources: [],
    metadata: {},
    createdAt: 1,
    ...more,
  };
}

/** What every store does with conversations. */
export function describeConversations(open: () => Promise<Store>): void {
  let store: Store;
  let ana: Owner;
  let ben: Owner;

  beforeEach(async () => {
    store = await open();
    ana = await ownerIn(store);
    ben = await ownerIn(store, 'ben', 'notes');
  });

  const say = (...messages: Message[]) =>
    store.commit(messages.map((message) => ({ kind: 'message.add' as const, message })));
  const said = async (conversation: Conversation, slice = {}) =>
    (await store.listMessages(conversation.userId, conversation.id, { offset: 0, limit: 100, ...slice })).items.map(
      ({ content }) => content,
    );

  describe('conversations', () => {
    it('are found by name or id, of their user alone, and keep their names apart', async () => {
      const talk = conversationOf(ana, { alias: '1', metadata: { a: [1] } });
      await store.commit([
        { kind: 'conversation.put', conversation: talk },
        { kind: 'conversation.put', conversation: conversationOf(ben, { alias: '1' }) },
      ]);
      expect(await store.findConversation(ana.userId, ana.appId, '1')).toEqual(talk);
      expect(await store.findConversation(ben.userId, ana.appId, '1')).toBeNull();
      expect(await store.getConversation(ben.userId, talk.id)).toBeNull();
      expect(await store.getConversation(null, talk.id)).toEqual(talk);
      const second = conversationOf(ana, { alias: '1' });
      await expect(store.commit([{ kind: 'conversation.put', conversation: second }])).rejects.toThrow();
      const patch = { title: 'named', updatedAt: 9 };
      await store.commit([{ kind: 'conversation.patch', userId: ben.userId, id: talk.id, patch }]);
      await store.commit([{ kind: 'conversation.patch', userId: ana.userId, id: talk.id, patch }]);
      expect(await store.getConversation(null, talk.id)).toEqual({ ...talk, ...patch });
    });

    it('are listed by their beginning, or by what was last spoken in', async () => {
      const [old, young] = [conversationOf(ana, { updatedAt: 5 }), conversationOf(ana, { createdAt: 2, updatedAt: 3 })];
      for (const conversation of [old, young, conversationOf(ben)])
        await store.commit([{ kind: 'conversation.put', conversation }]);
      const list = async (order: 'createdAt' | 'latest', more = {}) =>
        (await store.listConversations({ userId: ana.userId, order, offset: 0, limit: 9, ...more })).items.map(
          ({ id }) => id,
        );
      expect(await list('createdAt')).toEqual([old.id, young.id]);
      expect(await list('latest')).toEqual([old.id, young.id]);
      await say(messageOf(young, 'x', { createdAt: 7 }));
      expect(await list('latest')).toEqual([young.id, old.id]);
      expect(await list('latest', { appId: 'another' })).toEqual([]);
    });

    it('count what is said, show its beginning, and give it from either end', async () => {
      const talk = conversationOf(ana);
      await store.commit([{ kind: 'conversation.put', conversation: talk }]);
      const sources = [{ kind: 'memory' as const, id: 'm', text: 't', at: 1, app: 'a' }];
      const first = messageOf(talk, 'one', { sources, characterId: 'c', model: 'm', metadata: { k: 1 } });
      await say(first, messageOf(talk, 'two'), messageOf(talk, `three\n ${'x'.repeat(200)}`, { createdAt: 4 }));
      await say(messageOf(conversationOf(ana), 'to nobody'), messageOf({ ...talk, userId: ben.userId }, 'of another'));
      expect(await store.getConversation(ana.userId, talk.id)).toMatchObject({
        messageCount: 3,
        preview: `three ${'x'.repeat(82)}`,
        updatedAt: 4,
      });
      expect(await said(talk, { limit: 2 })).toEqual(['one', 'two']);
      expect((await said(talk, { limit: 1, fromEnd: true }))[0]).toMatch(/^three/);
      expect(await said({ ...talk, userId: ben.userId })).toEqual([]);
      expect(await store.getMessages(ana.userId, ['none', first.id])).toEqual([first]);
      expect(await store.getMessages(ben.userId, [first.id])).toEqual([]);
      expect(await store.countMessages()).toBe(3);
      expect(await store.countSpoken(ana.userId, 'c', 0)).toBe(1);
      expect(await store.countSpoken(ana.userId, 'c', 2)).toBe(0);
      expect((await store.scanMessages(0, 2)).items.map(({ content }) => content)).toEqual(['one', 'two']);
    });

    it('are rewound, cleared and erased with what was said in them', async () => {
      const talk = conversationOf(ana);
      await store.commit([{ kind: 'conversation.put', conversation: talk }]);
      const messages = ['one', 'two', 'three'].map((content) => messageOf(talk, content));
      await say(...messages);
      const rewind = (userId: string, messageId: string) =>
        store.commit([{ kind: 'conversation.rewind', userId, id: talk.id, messageId }]);
      await rewind(ben.userId, messages[0]!.id);
      await rewind(ana.userId, messages[1]!.id);
      await rewind(ana.userId, messages[1]!.id);
      expect(await said(talk)).toEqual(['one']);
      expect(await store.getConversation(null, talk.id)).toMatchObject({ messageCount: 1, preview: 'one' });
      await say(messageOf(talk, 'again'));
      expect(await said(talk)).toEqual(['one', 'again']);
      await store.commit([{ kind: 'conversation.clear', userId: ana.userId, id: talk.id, now: 8 }]);
      expect(await store.getConversation(null, talk.id)).toMatchObject({ messageCount: 0, preview: '', updatedAt: 8 });
      await say(messageOf(talk, 'last'));
      await store.commit([{ kind: 'conversation.erase', userId: ben.userId, id: talk.id }]);
      expect(await said(talk)).toEqual(['last']);
      await store.commit([{ kind: 'conversation.erase', userId: ana.userId, id: talk.id }]);
      expect(await store.getConversation(null, talk.id)).toBeNull();
      expect(await store.countMessages()).toBe(0);
    });
  });
}
