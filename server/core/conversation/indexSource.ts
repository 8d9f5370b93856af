import type { Message } from '../../ports/entities.js';
import type { IndexDocument } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import type { IndexSource } from '../retrieval/keeper.js';

export function messageDocument(message: Message): IndexDocument {
  return {
    id: message.id,
    kind: 'conversation',
    userId: message.userId,
    appId: message.appId,
    sessionId: message.conversationId,
    text: message.content,
    speaker: null,
    toldAt: message.createdAt,
    createdAt: message.createdAt,
  };
}

/** The messages of a store, as an index finds them. They never change; erased ones are missed by their count. */
export function messageSource(store: Store): IndexSource {
  return {
    async scan(since, cursor, limit) {
      const batch = await store.scanMessages(cursor, limit, since);
      return { documents: batch.items.map(messageDocument), gone: [], cursor: batch.cursor };
    },
    count: () => store.countMessages(),
  };
}
