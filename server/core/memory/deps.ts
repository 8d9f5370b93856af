import type { Clock } from '../../ports/clock.js';
import type { Store } from '../../ports/store.js';
import type { Limits } from '../limits.js';
import type { Retrieval } from '../retrieval/retrieval.js';
import type { Tasks } from '../tasks/tasks.js';
import type { Writer } from '../writing/writer.js';
import type { CommitMemories } from './commit.js';
import type { KeyedMutex } from '../../ports/keyedMutex.js';

/** What everything that writes memories works with. */
export interface MemoryDeps {
  store: Store;
  retrieval: Retrieval;
  writer: Writer;
  commit: CommitMemories;
  /** Leaves nothing on disk of what was erased. */
  purge: () => Promise<void>;
  tasks: Tasks;
  /** One writer of a user's memories at a time, where what is known decides what is written. */
  locks: KeyedMutex;
  limits: Limits;
  clock: Clock;
}
