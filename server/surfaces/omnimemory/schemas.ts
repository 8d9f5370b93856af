import { z } from 'zod';
import { callbackHeadersProblem } from '../../core/memory/callbackHeaders.js';
import { lax } from '../lax.js';

/** OmniMemory's documented bodies, in its own words. */

/** The least length is only for names that do not exist yet: see `names.ts`. */
const Name = z
  .string()
  .max(256, 'must be at most 256 characters')
  .describe('At least 10 characters, unless the name exists already');

const Ids = z.object({ app_id: Name, user_id: Name, session_id: Name.nullish() });
export type Ids = z.output<typeof Ids>;

const Message = z.object({
  role: z.string().describe('user, assistant, system, agent, ...'),
  content: z.string(),
  timestamp: z.unknown().optional().describe('Any value; kept as it is'),
});
export type Message = z.output<typeof Message>;

const hasText = (messages: string | Message[]): boolean =>
  (typeof messages === 'string' ? [messages] : messages.map(({ content }) => content)).some(
    (text) => text.trim() !== '',
  );

const TextOrMessages = z
  .union([z.string(), z.array(Message)], { error: 'must be a text or an array of messages' })
  .refine(hasText, 'must hold some text');

const CallbackHeaders = z.record(z.string(), z.string()).superRefine((headers, context) => {
  const problem = callbackHeadersProblem(headers);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

export const AddBody = Ids.extend({
  messages: z.array(Message).describe('Exactly OMNIMEMORY_DEFAULT_MAX_MESSAGES of them'),
});
export const BatchBody = Ids.extend({ messages: z.array(Message).min(1, 'must not be empty') });
export const AgentBody = Ids.extend({ messages: TextOrMessages });
export const SummaryBody = AgentBody.extend({
  callback_url: z.string().max(2048, 'must be at most 2048 characters').nullish().describe('http or https'),
  callback_headers: CallbackHeaders.nullish(),
});

export type SummaryBody = z.output<typeof SummaryBody>;

export const AppQuery = z.object({ app_id: Name });
export const SearchQuery = z.object({
  app_id: Name,
  query: z.string().min(10, 'must be at least 10 characters'),
  user_id: Name.optional(),
  session_id: Name.optional(),
  n_results: lax.int({ min: 1, max: 100 }).optional(),
  similarity_threshold: lax.float({ min: 0, max: 1 }).optional(),
});
export type SearchQuery = z.output<typeof SearchQuery>;
export const MemoryPath = z.object({ memory_id: z.string() });

const SessionId = z.string().nullable();
const Texts = z.array(z.string());

export const AcceptedReply = z.object({
  task_id: z.string(),
  status: z.literal('accepted'),
  message: z.string(),
  app_id: z.string(),
  user_id: z.string(),
  session_id: SessionId,
  error: z.null(),
  result: z.null(),
});

export const BatchReply = z.object({
  app_id: z.string(),
  user_id: z.string(),
  session_id: SessionId,
  pending_messages: z.int(),
  batch_size: z.int(),
  status: z.enum(['pending', 'flushed']),
  last_delivery: z.string().nullable(),
  last_task_id: z.string().nullable(),
});

const Metadata = z.object({
  document_id: z.string(),
  app_id: z.string(),
  user_id: z.string(),
  session_id: z.string().describe('"none" where there is no session'),
  created_at: z.string(),
  updated_at: z.string(),
  status: z.enum(['active', 'updated', 'deleted', 'paused', 'archived']),
  next_id: z.string().nullable(),
  tags: Texts,
  keywords: Texts,
  semantic_queries: Texts,
  conversation_complexity: z.int().nullable().describe('1 to 3'),
  interaction_quality: z.enum(['low', 'medium', 'high']).nullable(),
  follow_up_potential: Texts,
  task_id: z.string().optional(),
});
export type Metadata = z.output<typeof Metadata>;

export const MemoryReply = z.object({ memory_id: z.string(), document: z.string(), metadata: Metadata });
export const MemoriesReply = z.object({ memories: z.array(MemoryReply), count: z.int() });

export const SearchItem = z.object({
  rank: z.int(),
  id: z.string(),
  memory_id: z.string(),
  document: z.string(),
  memory_note: z.string(),
  metadata: Metadata,
  composite_score: z.number(),
  similarity_score: z.number(),
  recency_score: z.number(),
  importance_score: z.number(),
  query_status: z.literal('completed'),
});
export const SearchReply = z.object({ memories: z.array(SearchItem), count: z.int() });

export const DeleteReply = z.object({ success: z.literal(true), message: z.string(), data: z.null() });

export const SummaryReply = z.object({
  app_id: z.string(),
  user_id: z.string(),
  session_id: SessionId,
  summary: z.string(),
  key_points: Texts,
  tags: Texts,
  keywords: Texts,
  semantic_queries: Texts,
  metadata: z.object({}),
  raw_sections: z.null(),
  generated_at: z.string(),
});

export const HealthReply = z.object({
  status: z.literal('healthy'),
  sdk_initialized: z.boolean(),
  service: z.literal('omnimemory-api'),
});

export const InfoReply = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  endpoints: z.object({ docs: z.string(), health: z.string(), api: z.string() }),
});

export const PoolReply = z.object({
  max_connections: z.int(),
  created_handlers: z.int(),
  active_handlers: z.int(),
  available_handlers: z.int(),
  initialized: z.boolean(),
  pending_waiters: z.int(),
});
