import type { Core } from '../../../core/core.js';
import type { ScoredHit } from '../../../core/retrieval/retrieval.js';
import type { Memory } from '../../../ports/entities.js';
import { CoreError } from '../../../ports/errors.js';
import { route } from '../../route.js';
import { ownersOf, toAccepted, toMemory, toSearchItem, toTurns } from '../map.js';
import { requireNames, scopeOf } from '../names.js';
import {
  AcceptedReply,
  AddBody,
  AppQuery,
  DeleteReply,
  MemoriesReply,
  MemoryPath,
  MemoryReply,
  SearchQuery,
  SearchReply,
} from '../schemas.js';

const tag = 'Memory Operations';

export const addMemory = route({
  id: 'addMemory',
  method: 'post',
  path: '/api/v1/memories',
  summary: 'Make a memory of a full batch of messages, in the background',
  tag,
  status: 202,
  body: AddBody,
  reply: AcceptedReply,
  async handle({ body }, core) {
    const wanted = core.limits.maxMessages;
    if (body.messages.length !== wanted) {
      throw new CoreError('invalid_input', `messages: must be exactly ${wanted}, not ${body.messages.length}`);
    }
    const scope = await scopeOf(core, body);
    const turns = toTurns(body.messages);
    const task = await core.notes.submit({ scope, sessionId: body.session_id ?? null, turns });
    return toAccepted(task, body, 'Memory creation task submitted successfully');
  },
});

export const queryMemories = route({
  id: 'queryMemories',
  method: 'get',
  path: '/api/v1/memories/query',
  summary: 'Find memories of an app, ranked by similarity, recency and importance',
  tag,
  query: SearchQuery,
  reply: SearchReply,
  async handle({ query }, core) {
    await requireNames(core, query);
    const hits = await findHits(core, query);
    const own = await ownersOf(
      core,
      hits.map(({ memory }) => memory),
    );
    const memories = hits.map((hit, index) => toSearchItem(hit, own(hit.memory), index + 1));
    return { memories, count: memories.length };
  },
});

export const getMemory = route({
  id: 'getMemory',
  method: 'get',
  path: '/api/v1/memories/{memory_id}',
  summary: 'Get one memory, in any state',
  tag,
  params: MemoryPath,
  query: AppQuery,
  reply: MemoryReply,
  async handle({ params, query }, core) {
    const memory = await requireInApp(core, query.app_id, params.memory_id);
    const own = await ownersOf(core, [memory]);
    return toMemory(own(memory));
  },
});

export const deleteMemory = route({
  id: 'deleteMemory',
  method: 'delete',
  path: '/api/v1/memories/{memory_id}',
  summary: 'Delete one memory for good',
  tag,
  params: MemoryPath,
  query: AppQuery,
  reply: DeleteReply,
  async handle({ params: { memory_id }, query }, core) {
    const { userId } = await requireInApp(core, query.app_id, memory_id);
    if (!(await core.memories.erase(userId, memory_id))) throw notInApp(query.app_id, memory_id);
    return { success: true as const, message: `Memory ${memory_id} deleted successfully`, data: null };
  },
});

export const traverseEvolution = route({
  id: 'traverseEvolution',
  method: 'get',
  path: '/api/v1/memories/{memory_id}/evolution',
  summary: 'Follow what replaced a memory, oldest first',
  tag,
  params: MemoryPath,
  query: AppQuery,
  reply: MemoriesReply,
  async handle({ params, query }, core) {
    const start = await findInApp(core, query.app_id, params.memory_id);
    const chain = start ? await core.memories.evolution(start.userId, start.id) : [];
    const own = await ownersOf(core, chain);
    const memories = chain.map((memory) => toMemory(own(memory)));
    return { memories, count: memories.length };
  },
});

/** An app or user that does not exist has no memories. */
async function findHits(core: Core, query: SearchQuery): Promise<ScoredHit[]> {
  const user = query.user_id === undefined ? null : await core.identity.findUser(query.user_id);
  if (query.user_id !== undefined && !user) return [];
  const userId = user?.id ?? null;
  const apps = await core.apps.named(userId, query.app_id);
  if (apps.length === 0) return [];
  return core.retrieval.searchComposite({
    text: query.query,
    userId,
    appIds: apps.map(({ id }) => id),
    sessionId: query.session_id,
    limit: query.n_results ?? core.limits.defaultResults,
    similarityThreshold: query.similarity_threshold ?? core.limits.recallThreshold,
  });
}

async function findInApp(core: Core, appName: string, memoryId: string): Promise<Memory | null> {
  await requireNames(core, { app_id: appName });
  const memory = await core.memories.find(null, memoryId);
  const app = memory ? await core.apps.find(memory.appId) : null;
  return app?.name === appName ? memory : null;
}

async function requireInApp(core: Core, appName: string, memoryId: string): Promise<Memory> {
  const memory = await findInApp(core, appName, memoryId);
  if (!memory) throw notInApp(appName, memoryId);
  return memory;
}

function notInApp(appName: string, memoryId: string): CoreError {
  return new CoreError('not_found', `Memory ${memoryId} not found in app ${appName}`);
}
