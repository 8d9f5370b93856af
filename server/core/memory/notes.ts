import { randomUUID } from 'node:crypto';
import type { Memory, NoteFacets, Task, Turn } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Json, JsonObject } from '../../ports/json.js';
import type { Change } from '../../ports/store.js';
import type { MemoryDeps } from './deps.js';
import { evolve } from './evolve.js';
import { redactContent } from './learning.js';
import { requireActive, type Scope } from './identity.js';
import { birthOf, newMemory } from './record.js';

export interface NoteRequest {
  scope: Scope;
  sessionId: string | null;
  turns: Turn[];
}

/**
 * Conversations condensed to notes in the background (OmniMemory's pipelines), as tasks. Throws `forbidden` when the app
 * is paused.
 */
export interface Notes {
  /** Full pipeline: behaviour and content, links to older notes, conflicts resolved. */
  submit(request: NoteRequest): Promise<Task>;
  /** Full pipeline for each batch of one conversation, persisted together with the changes that belong to the tasks. */
  submitBatches(
    request: Omit<NoteRequest, 'turns'> & { batches: Turn[][] },
    alongside: (tasks: Task[]) => Change[],
  ): Promise<Task[]>;
  /** Fast pipeline: one note, stored directly. */
  submitAgentNote(request: NoteRequest): Promise<Task>;
}

const FULL = 'memory.note';
const AGENT = 'memory.agentNote';
/** Older notes that one new note may be compared with, of those considered. */
const COMPARED = 4;
const CONSIDERED = 100;

/** What a note's task needs to run, also after a restart. The memory's id is chosen first, so that a second run stores it once. */
interface NoteInput {
  userId: string;
  appId: string;
  sessionId: string | null;
  turns: Turn[];
  memoryId: string;
}

export function createNotes(deps: MemoryDeps): Notes {
  const { store, writer, commit, tasks, locks, clock } = deps;

  const submit = async (kind: string, request: NoteRequest) => {
    requireActive(request.scope);
    return tasks.submit(kind, request.scope.user.id, inputOf(request) as unknown as JsonObject);
  };

  const prepare = async (
    taskId: string,
    raw: JsonObject,
  ): Promise<{ input: NoteInput; done: boolean; make: NoteMaker }> => {
    const input = raw as unknown as NoteInput;
    const [user, app] = await Promise.all([store.getUser(input.userId), store.getApp(input.appId)]);
    if (!user || !app) throw new CoreError('not_found', 'The user or app of this task is gone');
    const done = (await store.getMemory(input.userId, input.memoryId)) !== null;
    const make: NoteMaker = ({ content, facets }, by) =>
      newMemory({
        scope: { user, app },
        id: input.memoryId,
        taskId,
        content,
        facets,
        sessionId: input.sessionId,
        metadata: { writtenBy: by, ...timestampOf(input.turns) },
        now: clock.now(),
      });
    return { input, done, make };
  };

  tasks.define(FULL, async ({ task, signal, report }) => {
    const { input, done, make } = await prepare(task.id, task.input);
    if (done) return stored(input.memoryId);
    await report(0.1, 'Reading the conversation');
    const note = await writer.note(input.turns, signal);
    if (note.value.content === '') return { memoryId: null, stored: false };
    await report(0.6, 'Looking for what it changes');
    return locks.run(input.userId, async () => {
      const fresh = make(note.value, note.by === 'model' ? 'model' : 'rules');
      const older = await linked(deps, fresh);
      const verdicts = older.length > 0 ? await writer.compare(fresh.content, older, signal) : [];
      const { changes, touched, stored: kept } = await evolve(fresh, older, verdicts, writer, clock.now());
      if (changes.length > 0) await commit(changes, touched);
      return kept ? stored(kept.id) : { memoryId: null, stored: false };
    });
  });

  tasks.define(AGENT, async ({ task, signal }) => {
    const { input, done, make } = await prepare(task.id, task.input);
    if (done) return stored(input.memoryId);
    const note = await writer.agentNote(input.turns, signal);
    const memory = make(note.value, note.by === 'model' ? 'model' : 'rules');
    await commit(birthOf(memory), { changed: [memory] });
    return stored(memory.id);
  });

  return {
    submit: (request) => submit(FULL, request),
    async submitBatches({ batches, ...conversation }, alongside) {
      requireActive(conversation.scope);
      const inputs = batches.map((turns) => inputOf({ ...conversation, turns }) as unknown as JsonObject);
      return tasks.submitAll(FULL, conversation.scope.user.id, inputs, alongside);
    },
    submitAgentNote: (request) => submit(AGENT, request),
  };
}

function inputOf({ scope, sessionId, turns }: NoteRequest): NoteInput {
  return {
    userId: scope.user.id,
    appId: scope.app.id,
    sessionId,
    turns: redactContent(turns),
    memoryId: randomUUID(),
  };
}

type NoteMaker = (note: { content: string; facets: NoteFacets }, by: string) => Memory;

function stored(memoryId: string): Json {
  return { memoryId, stored: true };
}

/**
 * Older notes of the same user, app and session that are like the new one in both scores. A note without a session is
 * only compared with notes without one, so that no session loses its memory to another.
 */
async function linked({ retrieval, limits }: MemoryDeps, fresh: Memory): Promise<Memory[]> {
  const hits = await retrieval.searchComposite({
    text: fresh.content,
    userId: fresh.userId,
    appIds: [fresh.appId],
    ...(fresh.sessionId === null ? {} : { sessionId: fresh.sessionId }),
    similarityThreshold: limits.linkThreshold,
    limit: CONSIDERED,
  });
  return hits
    .filter((hit) => hit.composite >= limits.linkThreshold && hit.memory.sessionId === fresh.sessionId)
    .slice(0, COMPARED)
    .map((hit) => hit.memory);
}

/** The time the conversation tells of: its last turn's. */
function timestampOf(turns: Turn[]): JsonObject {
  const timestamp = turns.findLast((turn) => turn.timestamp !== undefined && turn.timestamp !== null)?.timestamp;
  return timestamp === undefined ? {} : { timestamp };
}
