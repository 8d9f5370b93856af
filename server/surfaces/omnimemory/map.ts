import type { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { Summary, SummaryOutcome } from '../../core/memory/summaries.js';
import type { ScoredHit } from '../../core/retrieval/retrieval.js';
import type { Memory, Task, Turn } from '../../ports/entities.js';
import type { Json, JsonObject } from '../../ports/json.js';
import type { AcceptedReply, Ids, MemoryReply, Message, Metadata, SearchItem } from './schemas.js';

/** Between the core's words and OmniMemory's. */

export function toTurns(messages: string | Message[]): Turn[] {
  if (typeof messages === 'string') return [{ role: 'user', content: messages.trim() }];
  return messages.map(({ role, content, timestamp }) =>
    timestamp === undefined ? { role, content } : { role, content, timestamp: timestamp as Json },
  );
}

export function toAccepted(task: Task, ids: Ids, message: string): z.input<typeof AcceptedReply> {
  return { ...toSubmitted(task, ids, message), error: null, result: null };
}

/** What every answer to submitted work says. */
export function toSubmitted(task: Task, { app_id, user_id, session_id }: Ids, message: string) {
  return { task_id: task.id, status: 'accepted' as const, message, app_id, user_id, session_id: session_id ?? null };
}

/** ISO 8601 with microseconds and offset, as Python writes UTC. */
export function toTimestamp(time: number): string {
  return new Date(time).toISOString().replace('Z', '000+00:00');
}

/** Whose a memory is, by name. */
export interface Owned {
  memory: Memory;
  userName: string;
  appName: string;
}

/** Looks up whose these memories are. */
export async function ownersOf(core: Core, memories: Memory[]): Promise<(memory: Memory) => Owned> {
  const userIds = memories.map(({ userId }) => userId);
  const appIds = memories.map(({ appId }) => appId);
  const [users, apps] = await Promise.all([
    namesOf(userIds, (id) => core.identity.getUser(id)),
    namesOf(appIds, (id) => core.apps.find(id)),
  ]);
  return (memory) => ({
    memory,
    userName: users.get(memory.userId) ?? '',
    appName: apps.get(memory.appId) ?? '',
  });
}

async function namesOf(
  ids: string[],
  find: (id: string) => Promise<{ name: string } | null>,
): Promise<Map<string, string>> {
  const names = await Promise.all([...new Set(ids)].map(async (id) => [id, (await find(id))?.name ?? ''] as const));
  return new Map(names);
}

const COMPLEXITY = { low: 1, medium: 2, high: 3 } as const;

/** A memory that no pipeline wrote (another dialect's) has empty lists and no judgements. */
export function toMetadata({ memory, userName, appName }: Owned): Metadata {
  const { facets } = memory;
  return {
    document_id: memory.id,
    app_id: appName,
    user_id: userName,
    session_id: memory.sessionId ?? 'none',
    created_at: toTimestamp(memory.createdAt),
    updated_at: toTimestamp(memory.updatedAt),
    status: memory.supersededAs ?? memory.state,
    next_id: memory.nextId,
    tags: facets?.tags ?? [],
    keywords: facets?.keywords ?? [],
    semantic_queries: facets?.queries ?? [],
    conversation_complexity: facets?.depth ? COMPLEXITY[facets.depth] : null,
    interaction_quality: facets?.quality ?? null,
    follow_up_potential: facets?.followUps ?? [],
    ...(memory.taskId === null ? {} : { task_id: memory.taskId }),
  };
}

export function toMemory(owned: Owned): z.input<typeof MemoryReply> {
  return { memory_id: owned.memory.id, document: owned.memory.content, metadata: toMetadata(owned) };
}

export function toSearchItem(hit: ScoredHit, owned: Owned, rank: number): z.input<typeof SearchItem> {
  const { id, content } = hit.memory;
  return {
    rank,
    id,
    memory_id: id,
    document: content,
    memory_note: content,
    metadata: toMetadata(owned),
    composite_score: rounded(hit.composite),
    similarity_score: rounded(hit.similarity),
    recency_score: rounded(hit.recency),
    importance_score: rounded(hit.importance),
    query_status: 'completed',
  };
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}

export function toSummary({ summary, keyPoints, tags, keywords, queries }: Summary) {
  return { summary, key_points: keyPoints, tags, keywords, semantic_queries: queries };
}

/** What is posted to a callback address, for a summary that was made and for one that could not be. */
export function summaryCallbackBody(outcome: SummaryOutcome): JsonObject {
  const ids = {
    task_id: outcome.taskId,
    app_id: outcome.appName,
    user_id: outcome.userName,
    session_id: outcome.sessionId,
    generated_at: toTimestamp(outcome.finishedAt),
    delivery: 'callback',
  };
  if (!outcome.ok) return { ...ids, status: 'failed', error: outcome.reason };
  const metadata = { message_count: outcome.turnCount };
  return { ...ids, status: 'completed', ...toSummary(outcome.summary), metadata };
}
