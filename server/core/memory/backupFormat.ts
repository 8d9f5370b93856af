import { z } from 'zod';
import {
  MEMORY_STATES,
  type App,
  type Category,
  type Memory,
  type StateChange,
  type User,
} from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';

/** The archive's own words, as OpenMemory writes and reads them. */

const VERSION = '1';

export interface ArchiveContent {
  user: User;
  apps: App[];
  memories: Memory[];
  categories: Category[];
  history: StateChange[];
  exportedAt: number;
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '+00:00');
const isoOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : iso(epochMs));

/** `memories.json` and the lines of `memories.jsonl`. */
export function formatArchive({ user, apps, memories, categories, history, exportedAt }: ArchiveContent): {
  document: string;
  lines: string;
} {
  const names = new Map(apps.map(({ id, name }) => [id, name]));
  const ids = new Map(categories.map(({ id, name }) => [name, id]));
  const document = {
    user: {
      id: user.id,
      user_id: user.name,
      name: null,
      email: null,
      metadata: {},
      created_at: iso(user.createdAt),
      updated_at: iso(user.updatedAt),
    },
    apps: apps.map((app) => ({
      id: app.id,
      owner_id: app.userId,
      name: app.name,
      description: app.description,
      metadata: app.metadata,
      is_active: app.isActive,
      created_at: iso(app.createdAt),
      updated_at: iso(app.updatedAt),
    })),
    categories: categories.map(({ id, name, description, createdAt, updatedAt }) => ({
      id,
      name,
      description,
      created_at: iso(createdAt),
      updated_at: iso(updatedAt),
    })),
    memories: memories.map((memory) => ({
      id: memory.id,
      user_id: memory.userId,
      app_id: memory.appId,
      content: memory.content,
      metadata: memory.metadata,
      state: memory.state,
      created_at: iso(memory.createdAt),
      updated_at: iso(memory.updatedAt),
      archived_at: isoOrNull(memory.archivedAt),
      deleted_at: isoOrNull(memory.deletedAt),
    })),
    memory_categories: memories.flatMap((memory) =>
      memory.categories.flatMap((name) =>
        ids.has(name) ? [{ memory_id: memory.id, category_id: ids.get(name) }] : [],
      ),
    ),
    status_history: history.map(({ id, memoryId, userId, oldState, newState, changedAt }) => ({
      id,
      memory_id: memoryId,
      changed_by: userId,
      old_state: oldState ?? 'deleted',
      new_state: newState,
      changed_at: iso(changedAt),
    })),
    access_controls: [],
    export_meta: {
      app_id_filter: null,
      from_date: null,
      to_date: null,
      version: VERSION,
      generated_at: iso(exportedAt),
    },
  };
  return {
    document: JSON.stringify(document),
    lines: memories.map((memory) => formatLine(memory, names.get(memory.appId) ?? null)).join(''),
  };
}

function formatLine(memory: Memory, app: string | null): string {
  const { id, content, metadata, state, categories } = memory;
  const line = {
    id,
    content,
    metadata,
    created_at: iso(memory.createdAt),
    updated_at: iso(memory.updatedAt),
    state,
    app,
    categories,
  };
  return `${JSON.stringify(line)}\n`;
}

/** A memory of an archive, checked; times in epoch ms. */
export type ArchivedMemory = Pick<
  Memory,
  'id' | 'content' | 'metadata' | 'state' | 'categories' | 'createdAt' | 'updatedAt' | 'archivedAt' | 'deletedAt'
>;

const Moment = z.string().transform((text, context) => {
  const time = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) context.addIssue({ code: 'custom', message: 'not a time' });
  return time;
});
const OptionalMoment = Moment.nullish().transform((time) => time ?? null);

const DocumentSchema = z.object({
  export_meta: z.object({ version: z.string().optional() }).optional(),
  categories: z.array(z.object({ id: z.string(), name: z.string().max(200) })).default([]),
  memory_categories: z.array(z.object({ memory_id: z.string(), category_id: z.string() })).default([]),
  memories: z.array(
    z.object({
      id: z.guid(),
      content: z.string(),
      metadata: z.record(z.string(), z.json()).nullish(),
      state: z.enum(MEMORY_STATES).default('active'),
      created_at: Moment,
      updated_at: OptionalMoment,
      archived_at: OptionalMoment,
      deleted_at: OptionalMoment,
    }),
  ),
});

const LineSchema = z.object({
  id: z.string(),
  content: z.string(),
  categories: z.array(z.string().max(200)).default([]),
});

/** Throws `invalid_input` when anything is not as it should be. Lines only add categories that the document lacks. */
export function parseArchive(document: string, lines: string | null): ArchivedMemory[] {
  const parsed = DocumentSchema.safeParse(parseJson(document));
  if (!parsed.success)
    throw new CoreError(
      'invalid_input',
      `Invalid zip file: memories.json: ${parsed.error.issues[0]?.path.join('.') ?? ''} is not as expected`,
    );
  const { data } = parsed;
  const version = data.export_meta?.version ?? VERSION;
  if (version !== VERSION)
    throw new CoreError('invalid_input', `The archive was written by a newer version (${version.slice(0, 20)})`);
  const names = new Map(data.categories.map(({ id, name }) => [id, name]));
  const categories = new Map<string, string[]>();
  for (const { memory_id: id, category_id: category } of data.memory_categories) {
    const name = names.get(category);
    if (name !== undefined) categories.set(id, [...(categories.get(id) ?? []), name]);
  }
  for (const { id, categories: own } of parseLines(lines ?? '')) if (!categories.has(id)) categories.set(id, own);
  return data.memories.map((memory) => ({
    id: memory.id.toLowerCase(),
    content: memory.content,
    metadata: memory.metadata ?? {},
    state: memory.state,
    categories: categories.get(memory.id) ?? [],
    createdAt: memory.created_at,
    updatedAt: memory.updated_at ?? memory.created_at,
    archivedAt: memory.archived_at,
    deletedAt: memory.deleted_at,
  }));
}

function parseLines(lines: string): z.output<typeof LineSchema>[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parsed = LineSchema.safeParse(parseJson(line));
      if (!parsed.success) throw new CoreError('invalid_input', 'Invalid zip file: memories.jsonl is not as expected');
      return parsed.data;
    });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CoreError('invalid_input', 'Invalid zip file: it does not hold JSON');
  }
}
