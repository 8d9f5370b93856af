import type { Recording, ScreenText } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Store } from '../../ports/store.js';
import { extractKeywords } from '../writing/rules/keywords.js';

/** Says in a few words what a recording shows, from what was read of it. */
export interface Describing {
  /** Keeps what it says. Throws `not_found` when the recording is gone by now. */
  describe(recording: Recording): Promise<Recording>;
}

const MOST_TEXTS = 500;
const MOST_KEYWORDS = 8;
const MOST_WINDOWS = 4;
const LONGEST = 500;

export function createDescribing({ store }: { store: Store }): Describing {
  return {
    async describe({ id, userId }) {
      const { items } = await store.listScreenTexts({
        userId,
        recordingId: id,
        order: 'oldest',
        offset: 0,
        limit: MOST_TEXTS,
      });
      const keywords = extractKeywords(items.map(({ content }) => content).join('\n'), MOST_KEYWORDS);
      const [present] = await store.getRecordings(userId, [id]);
      if (!present) throw new CoreError('not_found', 'The recording is gone');
      const described = { ...present, keywords, summary: summaryOf(items, keywords) };
      await store.commit([{ kind: 'recording.put', recording: described }]);
      return described;
    },
  };
}

/** The windows that were looked at longest, then what their text is about; null = nothing was read. */
function summaryOf(texts: readonly ScreenText[], keywords: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const { app, title } of texts) {
    const window = title || app;
    if (window !== '') counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  const windows = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_WINDOWS);
  const parts = [windows.map(([window]) => window).join(' · '), keywords.join(', ')].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' | ').slice(0, LONGEST).toWellFormed();
}
