import type { DueSource } from '../../ports/indexTables.js';
import type { Store } from '../../ports/store.js';
import { messageDocument } from '../conversation/indexSource.js';
import { isFindable, toDocument } from '../memory/commit.js';
import { screenDocument } from '../recording/reading/indexSource.js';
import type { ReadDocuments } from './stored/dueKeeper.js';

/** Reads what is due in the index from the tables of the store that it is kept in. */
export function readDueFrom(store: Pick<Store, 'getMemories' | 'getMessages' | 'getScreenTexts'>): ReadDocuments {
  return async (userId, due) => {
    const idsOf = (source: DueSource): string[] => due.filter((thing) => thing.source === source).map(({ id }) => id);
    const [memoryIds, messageIds, screenIds] = [idsOf('memory'), idsOf('message'), idsOf('screen')];
    const [memories, messages, texts] = await Promise.all([
      memoryIds.length > 0 ? store.getMemories(userId, memoryIds) : [],
      messageIds.length > 0 ? store.getMessages(userId, messageIds) : [],
      screenIds.length > 0 ? store.getScreenTexts(userId, screenIds) : [],
    ]);
    return [
      ...memories.filter(isFindable).map(toDocument),
      ...messages.map(messageDocument),
      ...texts.map(screenDocument),
    ];
  };
}
