import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Memory } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';

const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** A memory as `search_memory` tells it. */
export function toFound(memory: Memory, score: number) {
  return {
    id: memory.id,
    memory: memory.content,
    hash: memory.hash,
    created_at: isoOf(memory.createdAt),
    updated_at: isoOf(memory.updatedAt),
    score: Math.round(score * 10_000) / 10_000,
  };
}

/** A memory as `list_memories` tells it. */
export function toListed(memory: Memory, userName: string) {
  return {
    id: memory.id,
    memory: memory.content,
    hash: memory.hash,
    metadata: memory.metadata,
    created_at: isoOf(memory.createdAt),
    updated_at: isoOf(memory.updatedAt),
    user_id: userName,
  };
}

/** The documented text, and the same as an object for clients that read structure. */
export function answer(text: string, structured: JsonObject | Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

/** A failure that the model should see and can act on. */
export function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
