import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { MEMORY_STATES, type Memory } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import { cleanJson } from '../text/cleanJson.js';
import { ARCHIVE_VERSION } from './backupFormat.js';

/** A memory of an archive, checked and clean; times in epoch ms. Its session and the like are null where nobody said. */
export type ArchivedMemory = Omit<Memory, 'userId' | 'appId' | 'hash' | 'taskId' | 'toldAt'> & {
  toldAt: number | null;
};

const Moment = z.string().transform((text, context) => {
  const time = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) context.addIssue({ code: 'custom', message: 'not a time' });
  return time;
});
const OptionalMoment = Moment.nullish().transform((time) => time ?? null);
const CategoryName = z
  .string()
  .max(200)
  .transform((name) => name.trim().toLowerCase());
const Level = z.enum(['low', 'medium', 'high']).nullable();
const Texts = z.array(z.string());

/** What only this service's archives hold. */
const Extension = z.object({
  session_id: z.string().nullable(),
  speaker: z.string().nullable(),
  told_at: Moment,
  facets: z
    .object({ tags: Texts, keywords: Texts, queries: Texts, depth: Level, quality: Level, followUps: Texts })
    .nullable(),
  status_reason: z.string().max(200),
  superseded_as: z.enum(['updated', 'deleted']).nullable(),
  next_id: z.guid().toLowerCase().nullable(),
});

const ArchivedRow = z
  .object({
    id: z.guid().toLowerCase(),
    content: z.string(),
    metadata: z.record(z.string(), z.json()).nullish(),
    state: z.enum(MEMORY_STATES).default('active'),
    created_at: Moment,
    updated_at: OptionalMoment,
    archived_at: OptionalMoment,
    deleted_at: OptionalMoment,
    loci: Extension.optional(),
  })
  .transform(({ loci, ...row }): Omit<ArchivedMemory, 'categories'> => ({
    id: row.id,
    content: row.content,
    metadata: row.metadata ?? {},
    state: row.state,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    archivedAt: row.archived_at,
    deletedAt: row.deleted_at,
    sessionId: loci?.session_id ?? null,
    speaker: loci?.speaker ?? null,
    toldAt: loci?.told_at ?? null,
    facets: loci?.facets ?? null,
    statusReason: loci?.status_reason ?? 'imported',
    supersededAs: loci?.superseded_as ?? null,
    nextId: loci?.next_id ?? null,
  }));

const ArchivedDocument = z.object({
  export_meta: z.object({ version: z.string().default(ARCHIVE_VERSION) }).optional(),
  categories: z.array(z.object({ id: z.string(), name: CategoryName })).default([]),
  memory_categories: z.array(z.object({ memory_id: z.string().toLowerCase(), category_id: z.string() })).default([]),
  memories: z.array(z.unknown()),
});

const ArchivedLine = z.object({
  id: z.string().toLowerCase(),
  content: z.string(),
  categories: z.array(CategoryName).default([]),
});

/** Rows that are checked without letting other work through. */
const BATCH = 500;
const MAX_DEPTH = 100;

/** Throws `invalid_input` when anything is not as it should be. Lines only add categories that the document lacks. */
export async function parseArchive(document: string, lines: string | null): Promise<ArchivedMemory[]> {
  const outline = read(ArchivedDocument, parseJson(document), 'memories.json');
  const version = outline.export_meta?.version ?? ARCHIVE_VERSION;
  if (version !== ARCHIVE_VERSION)
    throw new CoreError('invalid_input', `The archive was written by a newer version (${version.slice(0, 20)})`);
  const categories = categoriesOf(outline);
  const rows = await inBatches(outline.memories, (row) => read(ArchivedRow, row, 'memories.json'));
  if (new Set(rows.map(({ id }) => id)).size < rows.length)
    throw new CoreError('invalid_input', 'Invalid zip file: memories.json holds an id twice');
  const told = await inBatches(linesOf(lines), (line) => read(ArchivedLine, parseJson(line), 'memories.jsonl'));
  for (const { id, categories: names } of told) if (!categories.has(id)) categories.set(id, names);
  return rows.map((row) => ({
    ...row,
    categories: [...new Set(categories.get(row.id))].filter((name) => name !== ''),
  }));
}

/** Category names by memory id. */
function categoriesOf(outline: z.output<typeof ArchivedDocument>): Map<string, string[]> {
  const names = new Map(outline.categories.map(({ id, name }) => [id, name]));
  const categories = new Map<string, string[]>();
  for (const { memory_id: id, category_id: categoryId } of outline.memory_categories) {
    const name = names.get(categoryId);
    if (name === undefined) continue;
    const known = categories.get(id);
    if (known) known.push(name);
    else categories.set(id, [name]);
  }
  return categories;
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    results.push(work(item));
    if (index % BATCH === BATCH - 1) await nextTurn();
  }
  return results;
}

function linesOf(lines: string | null): string[] {
  return (lines ?? '').split('\n').filter((line) => line.trim() !== '');
}

function read<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.');
  throw new CoreError('invalid_input', `Invalid zip file: ${field ? `${file}: ${field}` : file} is not as expected`);
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CoreError('invalid_input', 'Invalid zip file: it does not hold JSON');
  }
  const cleaned = cleanJson(value, { depth: MAX_DEPTH, values: Infinity });
  if (!cleaned.ok) throw new CoreError('invalid_input', `Invalid zip file: ${cleaned.reason}`);
  return cleaned.value;
}
