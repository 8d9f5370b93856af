import type { ScreenText } from '../../../ports/entities.js';
import type { IndexDocument } from '../../../ports/searchIndex.js';
import type { Store } from '../../../ports/store.js';
import type { IndexSource } from '../../retrieval/keeper.js';

/** What one recording showed stands next to each other. The window's name is searched as well. */
export function screenDocument(text: ScreenText): IndexDocument {
  return {
    id: text.id,
    kind: 'screen',
    userId: text.userId,
    appId: text.appId,
    sessionId: text.recordingId,
    text: shownText(text),
    speaker: null,
    toldAt: text.at,
    createdAt: text.at,
  };
}

/** The window's name, then what it said. */
export function shownText({ app, title, content }: Pick<ScreenText, 'app' | 'title' | 'content'>): string {
  const window = title === '' || title === app ? app : `${title} (${app})`;
  return [window, content].filter((part) => part !== '').join('\n');
}

/** The screen texts of a store, as an index finds them; erased ones are missed by their count. */
export function screenSource(store: Store): IndexSource {
  return {
    async scan(since, cursor, limit) {
      const batch = await store.scanScreenTexts(cursor, limit, since);
      return { documents: batch.items.map(screenDocument), gone: [], cursor: batch.cursor };
    },
    count: () => store.countScreenTexts(),
  };
}
