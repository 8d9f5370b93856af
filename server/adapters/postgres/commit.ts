import type { Access, Memory, StateChange } from '../../ports/entities.js';
import type { Change } from '../../ports/store.js';
import type { Session } from './pool.js';
import { eraseActivitySession, linkActivitySession, putActivityCount, putActivitySession } from './tables/activity.js';
import { clearConversation, eraseConversation, patchConversation, putConversation } from './tables/conversations.js';
import { addAccesses, addStateChanges } from './tables/events.js';
import { eraseMemory, patchMemory, putCategory, putMemories } from './tables/memoryWrites.js';
import { addMessage, rewindConversation } from './tables/messages.js';
import { patchApp, putApp, putUser } from './tables/people.js';
import { eraseRecording, putRecording } from './tables/recordings.js';
import { putScreenText } from './tables/screenTexts.js';
import { eraseToken, putToken } from './tables/tokens.js';
import { putVector } from './tables/vectors.js';
import { cancelTask, eraseBuffer, eraseSetting, eraseTask, putBuffer, putSetting, putTask } from './tables/work.js';

/** Rows of one statement at most. */
const MOST_ROWS = 500;

type Birth = Extract<Change, { kind: 'memory.put' | 'stateChange.add' | 'access.add' }>;
type Other = Exclude<Change, Birth>;

const isBirth = (change: Change): change is Birth =>
  change.kind === 'memory.put' || change.kind === 'stateChange.add' || change.kind === 'access.add';

/** New memories and what is told of them: these do not depend on each other's order and are written together. */
class Births {
  private userId = '';
  private readonly memories = new Map<string, Memory>();
  private stateChanges: StateChange[] = [];
  private accesses: Access[] = [];

  constructor(private readonly session: Session) {}

  async take(change: Birth): Promise<void> {
    if (change.kind === 'memory.put') await this.takeMemory(change.memory);
    else if (change.kind === 'stateChange.add') this.stateChanges.push(change.entry);
    else this.accesses.push(...change.entries);
  }

  /** Memories of one user at a time, so that all keep the order in which they came. */
  private async takeMemory(memory: Memory): Promise<void> {
    const isOther = this.memories.size > 0 && this.userId !== memory.userId;
    if (isOther || this.memories.has(memory.id) || this.memories.size === MOST_ROWS) await this.write();
    this.userId = memory.userId;
    this.memories.set(memory.id, memory);
  }

  async write(): Promise<void> {
    if (this.memories.size > 0) await putMemories(this.session, this.userId, [...this.memories.values()]);
    this.memories.clear();
    const [stateChanges, accesses] = [this.stateChanges, this.accesses];
    [this.stateChanges, this.accesses] = [[], []];
    for (const entries of slices(stateChanges)) await addStateChanges(this.session, entries);
    for (const entries of slices(accesses)) await addAccesses(this.session, entries);
  }
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += MOST_ROWS) yield items.slice(start, start + MOST_ROWS);
}

/** All changes in their order, within the session's transaction. */
export async function applyChanges(session: Session, changes: readonly Change[]): Promise<void> {
  const births = new Births(session);
  for (const change of changes) {
    if (isBirth(change)) await births.take(change);
    else {
      await births.write();
      await applyChange(session, change);
    }
  }
  await births.write();
}

const APPLY: { [Kind in Other['kind']]: (session: Session, change: Extract<Change, { kind: Kind }>) => Promise<void> } =
  {
    'user.put': (session, { user }) => putUser(session, user),
    'app.put': (session, { app }) => putApp(session, app),
    'app.patch': patchApp,
    'category.put': (session, { category }) => putCategory(session, category),
    'token.put': (session, { token }) => putToken(session, token),
    'token.erase': eraseToken,
    'memory.patch': patchMemory,
    'memory.erase': eraseMemory,
    'task.put': putTask,
    'task.erase': eraseTask,
    'task.cancel': cancelTask,
    'setting.put': putSetting,
    'setting.erase': eraseSetting,
    'buffer.put': putBuffer,
    'buffer.erase': eraseBuffer,
    'activitySession.put': (session, { session: kept }) => putActivitySession(session, kept),
    'activityCount.put': (session, { count }) => putActivityCount(session, count),
    'activitySession.erase': eraseActivitySession,
    'activitySession.link': linkActivitySession,
    'recording.put': (session, { recording }) => putRecording(session, recording),
    'recording.erase': eraseRecording,
    'screenText.put': async (session, { texts }) => {
      for (const text of texts) await putScreenText(session, text);
    },
    'conversation.put': (session, { conversation }) => putConversation(session, conversation),
    'conversation.patch': patchConversation,
    'conversation.erase': eraseConversation,
    'conversation.clear': clearConversation,
    'conversation.rewind': rewindConversation,
    'message.add': (session, { message }) => addMessage(session, message),
    'vector.put': putVector,
  };

function applyChange(session: Session, change: Other): Promise<void> {
  // The kind of a change picks what takes changes of that kind: TypeScript cannot follow that through a union.
  const apply = APPLY[change.kind] as (session: Session, change: Other) => Promise<void>;
  return apply(session, change);
}
