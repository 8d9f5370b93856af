import { createHash, randomUUID } from 'node:crypto';
import type { Memory, NoteFacets, StateChange } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { Change } from '../../ports/store.js';
import { redactJson, redactSecrets } from '../redaction/redact.js';
import type { Scope } from './identity.js';

export interface NewMemory {
  scope: Scope;
  content: string;
  metadata: JsonObject;
  sessionId: string | null;
  now: number;
  /** Given where the id must be known before the memory is written (tasks that may run twice). */
  id?: string;
  speaker?: string | null;
  categories?: string[];
  facets?: NoteFacets | null;
  statusReason?: string;
  taskId?: string | null;
}

export function hashOf(content: string): string {
  return createHash('md5').update(content).digest('hex');
}

/** A memory as it will be stored: secrets redacted, its time and speaker read from the metadata where they stand there. */
export function newMemory(input: NewMemory): Memory {
  const content = redactSecrets(input.content).text;
  const metadata = redactJson(input.metadata) as JsonObject;
  return {
    id: input.id ?? randomUUID(),
    userId: input.scope.user.id,
    appId: input.scope.app.id,
    sessionId: input.sessionId ?? textOf(metadata['session_id']),
    content,
    hash: hashOf(content),
    state: 'active',
    categories: input.categories ?? [],
    metadata,
    facets: input.facets ?? null,
    speaker: input.speaker ?? textOf(metadata['speaker']) ?? leadingSpeaker(content),
    toldAt: timeOf(metadata['timestamp']) ?? input.now,
    createdAt: input.now,
    updatedAt: input.now,
    archivedAt: null,
    deletedAt: null,
    statusReason: input.statusReason ?? 'created',
    supersededAs: null,
    nextId: null,
    taskId: input.taskId ?? null,
  };
}

/** The changes that bring a new memory into being. */
export function birthOf(memory: Memory): Change[] {
  return [
    { kind: 'memory.put', memory },
    { kind: 'stateChange.add', entry: stateChange(memory, null, memory.createdAt) },
  ];
}

/** `memory` in its new state, coming from `oldState`. */
export function stateChange(memory: Memory, oldState: Memory['state'] | null, changedAt: number): StateChange {
  return { id: randomUUID(), memoryId: memory.id, userId: memory.userId, oldState, newState: memory.state, changedAt };
}

/** Epoch ms of an ISO 8601 text, epoch seconds or epoch milliseconds; null for anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0)
    return value < 1e11 ? Math.round(value * 1000) : Math.round(value);
  if (typeof value !== 'string' || value.length > 40 || !/\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const time = Date.parse(value.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(time) ? null : time;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 256) : null;
}

/** `Ana: I moved to Lisbon` was said by Ana. One or two capitalised words, so that `TODO: x` and `http: x` stay text. */
function leadingSpeaker(content: string): string | null {
  const match = /^(\p{Lu}[\p{Ll}\p{M}'-]{1,30}(?: \p{Lu}[\p{Ll}\p{M}'-]{1,30})?): \S/u.exec(content.slice(0, 80));
  return match?.[1] ?? null;
}
