import type { Memory } from '../../ports/entities.js';
import type { Log } from '../../ports/log.js';
import type { HitKind, IndexDocument, OwnedId, SearchIndex } from '../../ports/searchIndex.js';
import { SESSION_TYPE } from './kinds.js';
import type { Embedding } from '../retrieval/vectors/embedding.js';
import type { Change, Store } from '../../ports/store.js';

/** The memories whose rows a commit changes, in their new form, and those it erases. */
export interface Touched {
  changed: Memory[];
  erased?: OwnedId[];
}

/** The one door for writing memories: the store first, then what can be found. */
export type CommitMemories = (changes: Change[], touched: Touched) => Promise<void>;

/** Only active, current memories may be found. */
export function isFindable(memory: Memory): boolean {
  return memory.state === 'active' && memory.supersededAs === null;
}

/** A memory that tells of what was done is found as activity. */
export function kindOf({ metadata }: Memory): HitKind {
  return metadata['type'] === SESSION_TYPE ? 'activity' : 'memory';
}

export function toDocument(memory: Memory): IndexDocument {
  const { id, userId, appId, sessionId, speaker, toldAt, createdAt } = memory;
  const facets = memory.facets
    ? [...memory.facets.tags, ...memory.facets.keywords, ...memory.facets.queries].join('\n')
    : '';
  const text = facets ? `${memory.content}\n${facets}` : memory.content;
  return { id, kind: kindOf(memory), userId, appId, sessionId, text, speaker, toldAt, createdAt };
}

/**
 * A write that the store has taken is never reported as failed because the index could not follow:
 * the index is rebuilt from the store when it comes back.
 */
export function createCommitMemories({
  store,
  index,
  embedding,
  log,
  onWritten,
}: {
  store: Store;
  index: SearchIndex;
  embedding: Pick<Embedding, 'written'>;
  log: Log;
  /** Called once what was written can be read and found. */
  onWritten: () => void;
}): CommitMemories {
  return async (changes, { changed, erased = [] }) => {
    await store.commit(changes);
    const findable = changed.filter(isFindable);
    const gone = [...changed.filter((memory) => !isFindable(memory)), ...erased].map(({ userId, id }) => ({
      userId,
      id,
    }));
    try {
      // Sent in one go: what the store took before is in the index before it is asked for anything else.
      await Promise.all([
        gone.length > 0 ? index.remove(gone) : null,
        findable.length > 0 ? index.put(findable.map(toDocument)) : null,
      ]);
    } catch (error) {
      log.warn('The search index missed a write and will be rebuilt', {
        reason: error instanceof Error ? error.message : 'unknown',
      });
    }
    embedding.written(
      findable,
      gone.map(({ id }) => id),
    );
    onWritten();
  };
}
