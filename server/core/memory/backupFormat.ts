import type { App, Category, Memory, StateChange, User } from '../../ports/entities.js';
import type { Json, JsonObject } from '../../ports/json.js';

/** The archive's own words, as OpenMemory writes and reads them. What it has no words for stands under `loci`. */

export const ARCHIVE_VERSION = '1';

export interface ExportFilter {
  appId?: string | undefined;
  /** Inclusive, epoch ms, on the creation time. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface ArchiveContent {
  user: User;
  apps: App[];
  memories: Memory[];
  /** All that the memories name. */
  categories: Category[];
  history: StateChange[];
  filter: ExportFilter;
  exportedAt: number;
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '+00:00');
const isoOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : iso(epochMs));
const secondsOrNull = (epochMs: number | undefined): number | null =>
  epochMs === undefined ? null : Math.floor(epochMs / 1000);

/** `memories.json`, in pieces of some hundred rows. */
export function* formatDocument(content: ArchiveContent): Generator<string> {
  const { user, apps, memories, categories, history, filter, exportedAt } = content;
  const ids = new Map(categories.map(({ id, name }) => [name, id]));
  const idsOf = (memory: Memory): string[] => memory.categories.flatMap((name) => ids.get(name) ?? []);
  const links = memories.flatMap((memory) => idsOf(memory).map((id) => ({ memory_id: memory.id, category_id: id })));
  yield `{"user":${JSON.stringify(formatUser(user))},"apps":`;
  yield* formatArray(apps, formatApp);
  yield ',"categories":';
  yield* formatArray(categories, formatCategory);
  yield ',"memories":';
  yield* formatArray(memories, (memory) => formatMemory(memory, idsOf(memory)));
  yield ',"memory_categories":';
  yield* formatArray(links, (link) => link);
  yield ',"status_history":';
  yield* formatArray(history, formatStateChange);
  yield `,"access_controls":[],"export_meta":${JSON.stringify(formatMeta(filter, exportedAt))}}`;
}

/** `memories.jsonl`, in such pieces. */
export function* formatLines({ apps, memories }: ArchiveContent): Generator<string> {
  const names = new Map(apps.map(({ id, name }) => [id, name]));
  for (const piece of pieces(memories))
    yield piece.map((memory) => `${JSON.stringify(formatLine(memory, names.get(memory.appId) ?? null))}\n`).join('');
}

const PIECE = 500;

function* pieces<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += PIECE) yield items.slice(start, start + PIECE);
}

function* formatArray<T>(items: readonly T[], format: (item: T) => Json): Generator<string> {
  let separator = '[';
  for (const piece of pieces(items)) {
    yield separator + piece.map((item) => JSON.stringify(format(item))).join(',');
    separator = ',';
  }
  yield items.length === 0 ? '[]' : ']';
}

function formatUser(user: User): JsonObject {
  return {
    id: user.id,
    user_id: user.name,
    name: null,
    email: null,
    metadata: {},
    created_at: iso(user.createdAt),
    updated_at: iso(user.updatedAt),
  };
}

function formatApp(app: App): JsonObject {
  return {
    id: app.id,
    owner_id: app.userId,
    name: app.name,
    description: app.description,
    metadata: app.metadata,
    is_active: app.isActive,
    created_at: iso(app.createdAt),
    updated_at: iso(app.updatedAt),
  };
}

function formatCategory({ id, name, description, createdAt, updatedAt }: Category): JsonObject {
  return { id, name, description, created_at: iso(createdAt), updated_at: iso(updatedAt) };
}

function formatMemory(memory: Memory, categoryIds: string[]): JsonObject {
  return {
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
    category_ids: categoryIds,
    loci: {
      session_id: memory.sessionId,
      speaker: memory.speaker,
      told_at: iso(memory.toldAt),
      facets: memory.facets && { ...memory.facets },
      status_reason: memory.statusReason,
      superseded_as: memory.supersededAs,
      next_id: memory.nextId,
    },
  };
}

function formatStateChange({ id, memoryId, userId, oldState, newState, changedAt }: StateChange): JsonObject {
  return {
    id,
    memory_id: memoryId,
    changed_by: userId,
    old_state: oldState ?? 'deleted',
    new_state: newState,
    changed_at: iso(changedAt),
  };
}

function formatMeta({ appId, from, to }: ExportFilter, exportedAt: number): JsonObject {
  return {
    app_id_filter: appId ?? null,
    from_date: secondsOrNull(from),
    to_date: secondsOrNull(to),
    version: ARCHIVE_VERSION,
    generated_at: iso(exportedAt),
  };
}

function formatLine(memory: Memory, app: string | null): JsonObject {
  const { id, content, metadata, state, categories } = memory;
  return {
    id,
    content,
    metadata,
    created_at: iso(memory.createdAt),
    updated_at: iso(memory.updatedAt),
    state,
    app,
    categories,
  };
}
