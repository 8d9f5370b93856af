import type { Change } from '../../ports/store.js';
import { toText } from '../storeRows/json.js';
import type { Database } from './database.js';
import {
  activityReads,
  activityWrites,
  eraseActivitySession,
  linkActivitySession,
  putActivityCount,
  putActivitySession,
} from './tables/activity.js';
import { allReads } from './tables/all.js';
import {
  addMessage,
  clearConversation,
  conversationReads,
  eraseConversation,
  patchConversation,
  putConversation,
  rewindConversation,
} from './tables/conversations.js';
import { addAccesses, addStateChange, eventReads } from './tables/events.js';
import { eraseMemory, memoryReads, patchMemory, putCategory, putMemory } from './tables/memories.js';
import { patchApp, peopleReads, peopleWrites, putApp, putUser } from './tables/people.js';
import { type WriteContext } from './tables/shared.js';
import { eraseToken, putToken, tokenReads } from './tables/tokens.js';
import { putVector, vectorReads } from './tables/vectors.js';
import { eraseRecording, putRecording, recordingReads } from './tables/recordings.js';
import { putScreenText, screenTextReads } from './tables/screenTexts.js';
import { eraseBuffer, putBuffer, putTask, workReads } from './tables/work.js';

type Operation<C> = (context: C, ...args: never[]) => unknown;

/** What the store can be asked, by the names of the port. */
export const READS = {
  ...peopleReads,
  ...tokenReads,
  ...memoryReads,
  ...eventReads,
  ...workReads,
  ...conversationReads,
  ...activityReads,
  ...recordingReads,
  ...screenTextReads,
  ...vectorReads,
  ...allReads,
} satisfies Record<string, Operation<Database>>;
export type ReadName = keyof typeof READS;

export const WRITES = {
  ...peopleWrites,
  ...activityWrites,
  commit: (context: WriteContext, changes: Change[]): void => {
    for (const change of changes) applyChange(context, change);
  },
} satisfies Record<string, Operation<WriteContext>>;
export type WriteName = keyof typeof WRITES;

export const isRead = (name: string): name is ReadName => Object.hasOwn(READS, name);
export const isWrite = (name: string): name is WriteName => Object.hasOwn(WRITES, name);

/** What each kind of change does. */
const APPLY: { [Kind in Change['kind']]: (context: WriteContext, change: Extract<Change, { kind: Kind }>) => void } = {
  'user.put': (context, { user }) => putUser(context, user),
  'app.put': (context, { app }) => putApp(context, app),
  'app.patch': patchApp,
  'token.put': (context, { token }) => putToken(context, token),
  'token.erase': eraseToken,
  'category.put': (context, { category }) => putCategory(context, category),
  'memory.put': (context, { memory }) => putMemory(context, memory),
  'memory.patch': patchMemory,
  'memory.erase': eraseMemory,
  'stateChange.add': (context, { entry }) => addStateChange(context, entry),
  'access.add': (context, { entries }) => addAccesses(context, entries),
  'task.put': (context, { task }) => putTask(context, task),
  'task.erase': ({ rows }, { id }) => rows.remove('tasks', { id }),
  // Whoever asks for it is the only one who runs tasks.
  'task.cancel': () => undefined,
  'setting.put': ({ rows }, { key, value }) => rows.put('settings', { key, value: toText(value) }),
  'setting.erase': ({ rows }, { key }) => rows.remove('settings', { key }),
  'buffer.put': putBuffer,
  'buffer.erase': eraseBuffer,
  'activitySession.put': (context, { session }) => putActivitySession(context, session),
  'activityCount.put': (context, { count }) => putActivityCount(context, count),
  'activitySession.erase': eraseActivitySession,
  'activitySession.link': linkActivitySession,
  'recording.put': (context, { recording }) => putRecording(context, recording),
  'recording.erase': eraseRecording,
  'screenText.put': (context, { texts }) => texts.forEach((text) => putScreenText(context, text)),
  'conversation.put': (context, { conversation }) => putConversation(context, conversation),
  'conversation.patch': patchConversation,
  'conversation.erase': eraseConversation,
  'conversation.clear': clearConversation,
  'conversation.rewind': rewindConversation,
  'message.add': (context, { message }) => addMessage(context, message),
  'vector.put': putVector,
};

function applyChange(context: WriteContext, change: Change): void {
  // The kind of a change picks what takes changes of that kind: TypeScript cannot follow that through a union.
  const apply = APPLY[change.kind] as (context: WriteContext, change: Change) => void;
  apply(context, change);
}
