import { z } from 'zod';
import { MEMORY_STATES } from '../../ports/entities.js';
import { lax } from '../lax.js';

const Metadata = z.record(z.string(), z.json());
const State = z.enum(MEMORY_STATES);
const NaiveIso = z.string().describe('UTC, ISO 8601 without a zone');
const EpochSeconds = z.int().describe('Epoch seconds');

export const UserQuery = z.object({ user_id: z.string() });
export const PageNumber = lax.int({ min: 1 }).default(1);
export const pageSize = (initial: number) => lax.int({ min: 1, max: 100 }).default(initial);
export const PagedQuery = z.object({ page: PageNumber, page_size: pageSize(10) });
export const MemoryParams = z.object({ memory_id: lax.uuid() });
export const AppParams = z.object({ app_id: lax.uuid() });
export const Message = z.object({ message: z.string() });

/** The row as it is stored. */
export const MemoryRow = z.object({
  id: z.string(),
  user_id: z.string().describe('The internal id of the user'),
  app_id: z.string(),
  content: z.string(),
  vector: z.null(),
  metadata_: Metadata,
  state: State,
  created_at: NaiveIso,
  updated_at: NaiveIso,
  archived_at: NaiveIso.nullable(),
  deleted_at: NaiveIso.nullable(),
});

export const MemoryItem = z.object({
  id: z.string(),
  content: z.string(),
  created_at: EpochSeconds,
  state: State,
  app_id: z.string(),
  app_name: z.string(),
  categories: z.array(z.string()),
  metadata_: Metadata,
});

export const MemoryDetail = MemoryItem.omit({ content: true }).extend({ text: z.string() });

export const MemoryPage = z.object({
  items: z.array(MemoryItem),
  total: z.int(),
  page: z.int(),
  size: z.int(),
  pages: z.int(),
});

/** An app's memory: times as ISO, and no `app_name`, whose absence the web client relies on. */
export const AppMemory = MemoryItem.omit({ created_at: true, app_name: true }).extend({ created_at: NaiveIso });
export const AccessedMemory = AppMemory.extend({ app_name: z.string() });

export const CreateMemory = z.object({
  user_id: z.string(),
  text: z.string(),
  metadata: Metadata.default({}),
  infer: lax.bool().default(true),
  app: z.string().default('openmemory'),
});

/** More than this in one condition is no filter any more. */
const MAX_CONDITIONS = 1000;
const Ids = z.array(lax.uuid()).max(MAX_CONDITIONS);
/** A longer text is no substring that anybody looks for. */
const SearchText = z.string().max(10_000);

export const DeleteMemories = z.object({ memory_ids: z.array(lax.uuid()), user_id: z.string() });
export const UpdateMemory = z.object({ memory_content: z.string(), user_id: z.string() });

export const PauseMemories = z.object({
  user_id: z.string(),
  state: State.nullish(),
  memory_ids: z.array(lax.uuid()).nullish(),
  category_ids: Ids.nullish(),
  app_id: lax.uuid().nullish(),
  all_for_app: lax.bool().default(false),
  global_pause: lax.bool().default(false),
});

export const FilterMemories = z.object({
  user_id: z.string(),
  page: lax.int({ min: 1 }).optional(),
  size: lax.int({ min: 1, max: 100 }).optional(),
  search_query: SearchText.nullish(),
  app_ids: Ids.nullish(),
  category_ids: Ids.nullish(),
  sort_column: z.string().nullish(),
  sort_direction: z.string().nullish(),
  from_date: lax.int().nullish(),
  to_date: lax.int().nullish(),
  show_archived: lax.bool().nullish(),
});

const CategoryNames = z
  .string()
  .describe('Comma-separated names')
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((names) => names.length <= MAX_CONDITIONS, `Input should be at most ${MAX_CONDITIONS} names`);

export const ListMemories = UserQuery.extend({
  app_id: lax.uuid().optional(),
  from_date: lax.int().optional(),
  to_date: lax.int().optional(),
  categories: CategoryNames.optional(),
  page: PageNumber,
  size: pageSize(50),
  search_query: SearchText.optional(),
  sort_column: z.string().optional(),
  sort_direction: z.string().optional(),
});

export const AccessLog = z.object({
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  logs: z.array(
    z.object({
      id: z.string(),
      memory_id: z.string(),
      app_id: z.string(),
      app_name: z.string(),
      accessed_at: NaiveIso,
      access_type: z.string(),
      metadata_: Metadata,
    }),
  ),
});

export const Categories = z.object({
  categories: z.array(
    z.object({ id: z.string(), name: z.string(), description: z.string(), created_at: NaiveIso, updated_at: NaiveIso }),
  ),
  total: z.int(),
});

export const AppList = z.object({
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  apps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      is_active: z.boolean(),
      total_memories_created: z.int(),
      total_memories_accessed: z.int(),
    }),
  ),
});

export const AppDetails = z.object({
  is_active: z.boolean(),
  total_memories_created: z.int(),
  total_memories_accessed: z.int(),
  first_accessed: NaiveIso.nullable(),
  last_accessed: NaiveIso.nullable(),
});

export const Stats = z.object({
  total_memories: z.int(),
  total_apps: z.int(),
  apps: z.array(
    z.object({
      id: z.string(),
      owner_id: z.string(),
      name: z.string(),
      description: z.string().nullable(),
      metadata_: Metadata,
      is_active: z.boolean(),
      created_at: NaiveIso,
      updated_at: NaiveIso,
    }),
  ),
});
