import type { Memory, Turn } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { Change, Store } from '../../ports/store.js';
import { redactJson, redactSecrets } from '../redaction/redact.js';
import type { WrittenFact } from '../writing/writer.js';
import { isFindable, type Touched } from './commit.js';
import { evolve } from './evolve.js';
import type { MemoryDeps } from './deps.js';
import type { Scope } from './identity.js';
import { hashOf, newMemory } from './record.js';

const CANDIDATES = 5;
/** Task kind: a text whose facts the rules wrote because the model was late is read again by the model. */
const REFINE = 'memory.refine';

export interface AddRequest {
  scope: Scope;
  /** What to remember: one text, or the turns of a conversation. */
  content: string | Turn[];
  metadata: JsonObject;
  sessionId: string | null;
}

export interface Learning {
  /** Stores the new facts of a text or conversation; the memories that came of it. */
  learn(request: AddRequest): Promise<Memory[]>;
}

export function createLearning(deps: MemoryDeps): Learning {
  const { store, retrieval, writer, commit, tasks, locks, limits, clock } = deps;

  /** What is already known, or contradicted by it, is found before the fact is stored; one fact at a time for a user. */
  const storeFact = async (
    request: Omit<AddRequest, 'content'>,
    fact: WrittenFact,
    signal?: AbortSignal,
  ): Promise<Memory | null> => {
    const { scope } = request;
    const fresh = newMemory({
      ...request,
      content: fact.text,
      speaker: fact.speaker,
      categories: fact.categories,
      now: clock.now(),
    });
    const known = await store.findByHash(scope.user.id, hashOf(fresh.content));
    if (known.some(isFindable)) return null;
    const hits = await retrieval.searchMemories({ text: fresh.content, userId: scope.user.id, limit: CANDIDATES });
    const older = hits.map((hit) => hit.memory);
    const verdicts = older.length > 0 ? await writer.compare(fresh.content, older, signal) : [];
    const { changes, touched, stored } = await evolve(fresh, older, verdicts, writer, clock.now());
    if (changes.length > 0) await commit(changes, touched);
    return stored;
  };

  const storeFacts = (
    request: Omit<AddRequest, 'content'>,
    facts: WrittenFact[],
    signal?: AbortSignal,
  ): Promise<Memory[]> =>
    locks.run(request.scope.user.id, async () => {
      const stored: Memory[] = [];
      for (const fact of facts) {
        const memory = await storeFact(request, fact, signal);
        if (memory) stored.push(memory);
      }
      return stored;
    });

  tasks.define(REFINE, async ({ task, signal }) => {
    const input = task.input as unknown as RefineInput;
    const scope = await scopeOf(store, input);
    if (!scope) return { refined: 0 };
    const { value: facts, by } = await writer.facts(input.content, signal);
    if (by !== 'model') return { refined: 0 };
    const request = { scope, metadata: input.metadata, sessionId: input.sessionId };
    const refined = await locks.run(scope.user.id, () => refineInPlace(deps, input, facts));
    const added = await storeFacts(request, facts.slice(refined), signal);
    return { refined, added: added.length };
  });

  return {
    async learn({ scope, content, metadata, sessionId }) {
      const clean = redactContent(content);
      const deadline = AbortSignal.timeout(limits.modelDeadlineMs);
      const { value: facts, by } = await writer.facts(clean, deadline);
      const stored = await storeFacts({ scope, metadata, sessionId }, facts, deadline);
      if (by === 'late') {
        const input: RefineInput = {
          userName: scope.user.name,
          appName: scope.app.name,
          content: clean,
          metadata,
          sessionId,
          written: stored.map(({ id, hash }) => ({ id, hash })),
        };
        await tasks.submit(REFINE, scope.user.id, input as unknown as JsonObject);
      }
      return stored;
    },
  };
}

interface RefineInput {
  userName: string;
  appName: string;
  content: string | Turn[];
  metadata: JsonObject;
  sessionId: string | null;
  /** What the rules stored, and the hash of its text then: an edit since wins over the model. */
  written: { id: string; hash: string }[];
}

/** Puts the model's facts in the place of those that the rules wrote, under the same ids. Returns how many facts found a place. */
async function refineInPlace(
  { store, commit, clock }: MemoryDeps,
  input: RefineInput,
  facts: WrittenFact[],
): Promise<number> {
  const memories = await store.getMemories(
    null,
    input.written.map(({ id }) => id),
  );
  const untouched = memories.filter(
    (memory) => isFindable(memory) && input.written.some(({ id, hash }) => id === memory.id && hash === memory.hash),
  );
  const changes: Change[] = [];
  const touched: Touched = { changed: [] };
  for (const [index, memory] of untouched.entries()) {
    const fact = facts[index];
    if (!fact) break;
    const content = redactSecrets(fact.text).text;
    const patch = { content, hash: hashOf(content), categories: fact.categories, updatedAt: clock.now() };
    changes.push({ kind: 'memory.patch', userId: memory.userId, id: memory.id, patch });
    touched.changed.push({ ...memory, ...patch });
  }
  if (changes.length > 0) await commit(changes, touched);
  return touched.changed.length;
}

async function scopeOf(store: Store, { userName, appName }: RefineInput): Promise<Scope | null> {
  const user = await store.findUser(userName);
  const [app] = user ? await store.findApps(user.id, appName) : [];
  return user && app ? { user, app } : null;
}

/** Secrets never reach a model either. */
export function redactContent<T extends string | Turn[]>(content: T): T {
  if (typeof content === 'string') return redactSecrets(content).text as T;
  return content.map((turn) => redactTurn(turn)) as T;
}

function redactTurn({ role, content, timestamp }: Turn): Turn {
  const turn = { role: redactSecrets(role).text, content: redactSecrets(content).text };
  return timestamp === undefined ? turn : { ...turn, timestamp: redactJson(timestamp) };
}
