import type { Change } from '../../ports/store.js';
import type { Database } from './database.js';
import { activityReads, activityWrites, eraseActivitySession, linkActivitySession } from './tables/activity.js';
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
import { eraseMemory, memoryReads, patchMemory, putMemory } from './tables/memories.js';
import { patchApp, peopleReads, peopleWrites } from './tables/people.js';
import { toText, type WriteContext } from './tables/shared.js';
import { putVector, vectorReads } from './tables/vectors.js';
import { eraseRecording, putRecording, recordingReads } from './tables/recordings.js';
import { putScreenText, screenTextReads } from './tables/screenTexts.js';
import { eraseBuffer, putBuffer, putTask, workReads } from './tables/work.js';

type Operation<C> = (context: C, ...args: never[]) => unknown;

/** What the store can be asked, by the names of the port. */
export const READS = {
  ...peopleReads,
  ...memoryReads,
  ...eventReads,
  ...workReads,
  ...conversationReads,
  ...activityReads,
  ...recordingReads,
  ...screenTextReads,
  ...vectorReads,
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

function applyChange(context: WriteContext, change: Change): void {
  const { rows } = context;
  switch (change.kind) {
    case 'app.patch':
      patchApp(context, change);
      break;
    case 'memory.put':
      putMemory(context, change.memory);
      break;
    case 'memory.patch':
      patchMemory(context, change);
      break;
    case 'memory.erase':
      eraseMemory(context, change);
      break;
    case 'stateChange.add':
      addStateChange(context, change.entry);
      break;
    case 'access.add':
      addAccesses(context, change.entries);
      break;
    case 'task.put':
      putTask(context, change.task);
      break;
    case 'task.erase':
      rows.remove('tasks', { id: change.id });
      break;
    // Whoever asks for it is the only one who runs tasks.
    case 'task.cancel':
      break;
    case 'setting.put':
      rows.put('settings', { key: change.key, value: toText(change.value) });
      break;
    case 'setting.erase':
      rows.remove('settings', { key: change.key });
      break;
    case 'buffer.put':
      putBuffer(context, change);
      break;
    case 'buffer.erase':
      eraseBuffer(context, change);
      break;
    case 'activitySession.erase':
      eraseActivitySession(context, change);
      break;
    case 'recording.put':
      putRecording(context, change.recording);
      break;
    case 'recording.erase':
      eraseRecording(context, change);
      break;
    case 'screenText.put':
      for (const text of change.texts) putScreenText(context, text);
      break;
    case 'activitySession.link':
      linkActivitySession(context, change);
      break;
    case 'conversation.put':
      putConversation(context, change.conversation);
      break;
    case 'conversation.patch':
      patchConversation(context, change);
      break;
    case 'conversation.erase':
      eraseConversation(context, change);
      break;
    case 'conversation.clear':
      clearConversation(context, change);
      break;
    case 'conversation.rewind':
      rewindConversation(context, change);
      break;
    case 'message.add':
      addMessage(context, change.message);
      break;
    case 'vector.put':
      putVector(context, change);
      break;
  }
}
