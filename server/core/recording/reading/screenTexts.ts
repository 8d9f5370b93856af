import { toCoreError } from '../../../ports/errors.js';
import type { Recording, ScreenText } from '../../../ports/entities.js';
import type { Log } from '../../../ports/log.js';
import type { OwnedId, SearchIndex } from '../../../ports/searchIndex.js';
import type { Page, Slice, Store } from '../../../ports/store.js';
import type { Scope } from '../../memory/identity.js';
import { screenDocument } from './indexSource.js';

export interface ScreenPeriod extends Slice {
  recordingId?: string | undefined;
  /** Inclusive, epoch ms. */
  from?: number | undefined;
  to?: number | undefined;
  order: 'oldest' | 'newest';
}

/** What was read from the screen. */
export interface ScreenTexts {
  list(scope: Scope, period: ScreenPeriod): Promise<Page<ScreenText>>;
  /** Keeps it, and makes it found; replaces what has the same id. */
  put(text: ScreenText): Promise<void>;
  /** Erases recordings with all that was read from them, in the store and in what is found. */
  eraseWith(recordings: readonly Recording[]): Promise<void>;
}

const BATCH = 1000;

export function createScreenTexts({ store, index, log }: { store: Store; index: SearchIndex; log: Log }): ScreenTexts {
  /** A write that the store has taken stands, even if the index has to be built anew for it. */
  const inIndex = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn('The search index missed what was read from the screen and will be rebuilt', {
        reason: toCoreError(error).message,
      });
    }
  };
  const idsOf = async ({ userId, id: recordingId }: Recording): Promise<string[]> => {
    const ids: string[] = [];
    for (let total = 1; ids.length < total;) {
      const page = await store.listScreenTexts({
        userId,
        recordingId,
        order: 'oldest',
        offset: ids.length,
        limit: BATCH,
      });
      if (page.items.length === 0) break;
      ids.push(...page.items.map(({ id }) => id));
      total = page.total;
    }
    return ids;
  };

  return {
    list: ({ user }, period) => store.listScreenTexts({ userId: user.id, ...period }),
    async put(text) {
      await store.commit([{ kind: 'screenText.put', texts: [text] }]);
      await inIndex(() => index.put([screenDocument(text)]));
    },
    async eraseWith(recordings) {
      const gone: OwnedId[] = [];
      for (const recording of recordings) {
        for (const id of await idsOf(recording)) gone.push({ userId: recording.userId, id });
      }
      await store.commit(recordings.map(({ userId, id }) => ({ kind: 'recording.erase', userId, id })));
      if (gone.length > 0) await inIndex(() => index.remove(gone));
    },
  };
}
