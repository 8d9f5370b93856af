import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import type { MemoryQuery, MemorySort } from '../../../ports/store.js';
import { lax } from '../../lax.js';
import { route } from '../../route.js';
import { appNames, sliceOf, toMemoryDetail, toMemoryPage, toMemoryRow } from '../map.js';
import * as schema from '../schemas.js';
import { fromSecond, naiveIso, throughSecond } from '../times.js';

const tag = 'memories';
const BASE = '/api/v1/memories';

export const createMemory = route({
  id: 'createMemory',
  method: 'post',
  path: BASE,
  tag,
  summary: 'Create a memory',
  description:
    'With `infer` the facts of the text are kept, and the first new one is answered, or null when nothing is new; without, the text as it is.',
  body: schema.CreateMemory,
  reply: schema.MemoryRow.nullable(),
  async handle({ body }, core) {
    const scope = await core.identity.ensureScope(body.user_id, body.app);
    if (!scope.app.isActive)
      throw new CoreError(
        'forbidden',
        `App ${body.app} is currently paused on OpenMemory. Cannot create new memories.`,
      );
    const request = { scope, content: body.text, metadata: body.metadata, sessionId: null };
    const [first] = body.infer ? await core.memories.addInferred(request) : [await core.memories.addVerbatim(request)];
    return first ? toMemoryRow(first) : null;
  },
});

export const deleteMemories = route({
  id: 'deleteMemories',
  method: 'delete',
  path: BASE,
  tag,
  summary: 'Delete memories',
  body: schema.DeleteMemories,
  reply: schema.Message,
  async handle({ body }, core) {
    const user = await core.identity.requireUser(body.user_id);
    await core.memories.remove(user.id, body.memory_ids);
    return { message: `Successfully deleted ${body.memory_ids.length} memories` };
  },
});

export const getMemory = route({
  id: 'getMemory',
  method: 'get',
  path: `${BASE}/{memory_id}`,
  tag,
  summary: 'Get a memory, in any state',
  params: schema.MemoryParams,
  query: z.object({ user_id: z.string().optional() }),
  reply: schema.MemoryDetail,
  async handle({ params, query }, core) {
    const owner = query.user_id === undefined ? null : ((await core.identity.findUser(query.user_id))?.id ?? '');
    const memory = await core.memories.require(owner, params.memory_id);
    const names = await appNames(core, [memory.appId]);
    return toMemoryDetail(memory, names.get(memory.appId) ?? '');
  },
});

export const updateMemory = route({
  id: 'updateMemory',
  method: 'put',
  path: `${BASE}/{memory_id}`,
  tag,
  summary: 'Give a memory new content',
  params: schema.MemoryParams,
  body: schema.UpdateMemory,
  reply: schema.MemoryRow,
  async handle({ params, body }, core) {
    const user = await core.identity.requireUser(body.user_id);
    return toMemoryRow(await core.memories.edit(user.id, params.memory_id, body.memory_content));
  },
});

export const getAccessLog = route({
  id: 'getAccessLog',
  method: 'get',
  path: `${BASE}/{memory_id}/access-log`,
  tag,
  summary: 'Which app has read a memory, newest first',
  params: schema.MemoryParams,
  query: schema.PagedQuery,
  reply: schema.AccessLog,
  async handle({ params, query }, core) {
    const { items, total } = await core.accesses.of(null, params.memory_id, sliceOf(query.page, query.page_size));
    const names = await appNames(
      core,
      items.map(({ appId }) => appId),
    );
    const logs = items.map((access) => ({
      id: access.id,
      memory_id: access.memoryId,
      app_id: access.appId,
      app_name: names.get(access.appId) ?? '',
      accessed_at: naiveIso(access.accessedAt),
      access_type: access.kind,
      metadata_: access.detail,
    }));
    return { total, page: query.page, page_size: query.page_size, logs };
  },
});

const RELATED = 5;

export const getRelatedMemories = route({
  id: 'getRelatedMemories',
  method: 'get',
  path: `${BASE}/{memory_id}/related`,
  tag,
  summary: `Memories that share categories with this one, ${RELATED} at a time`,
  params: schema.MemoryParams,
  query: schema.UserQuery.extend({ page: schema.PageNumber, size: schema.pageSize(50) }),
  reply: schema.MemoryPage,
  async handle({ params, query }, core) {
    const user = await core.identity.requireUser(query.user_id);
    const memory = await core.memories.require(user.id, params.memory_id);
    if (memory.categories.length === 0) return toMemoryPage(core, { items: [], total: 0 }, query.page, query.size);
    const page = await core.memories.related(user.id, memory.id, sliceOf(query.page, RELATED));
    return toMemoryPage(core, page, query.page, RELATED);
  },
});

export const getCategories = route({
  id: 'getCategories',
  method: 'get',
  path: `${BASE}/categories`,
  tag,
  summary: "The categories of a user's memories",
  query: schema.UserQuery,
  reply: schema.Categories,
  async handle({ query }, core) {
    const user = await core.identity.requireUser(query.user_id);
    const categories = (await core.memories.categories(user.id)).map(
      ({ id, name, description, createdAt, updatedAt }) => ({
        id,
        name,
        description,
        created_at: naiveIso(createdAt),
        updated_at: naiveIso(updatedAt),
      }),
    );
    return { categories, total: categories.length };
  },
});

const SORT_COLUMNS: ReadonlyMap<string, MemorySort> = new Map([
  ['memory', 'content'],
  ['app_name', 'appName'],
  ['created_at', 'createdAt'],
]);

/** Sorts only when both are given; with one of them the other is not even looked at. */
function filterSort(column: string | null | undefined, direction: string | null | undefined): MemoryQuery['sort'] {
  if (!column || !direction) return undefined;
  const by = SORT_COLUMNS.get(column);
  if (!by) throw new CoreError('invalid_input', 'Invalid sort column');
  const wanted = direction.toLowerCase();
  if (wanted !== 'asc' && wanted !== 'desc') throw new CoreError('invalid_input', 'Invalid sort direction');
  return { by, descending: wanted === 'desc' };
}

const VISIBLE = ['active', 'paused'] as const;

export const filterMemories = route({
  id: 'filterMemories',
  method: 'post',
  path: `${BASE}/filter`,
  tag,
  summary: 'List memories by conditions',
  description: '`page` and `size` of the body count before those of the query.',
  query: z.object({ page: lax.int({ min: 1 }).optional(), size: lax.int({ min: 1, max: 100 }).optional() }),
  body: schema.FilterMemories,
  reply: schema.MemoryPage,
  async handle({ query, body }, core) {
    const user = await core.identity.requireUser(body.user_id);
    const page = body.page ?? query.page ?? 1;
    const size = body.size ?? query.size ?? 10;
    const found = await core.memories.list({
      userId: user.id,
      currentOnly: true,
      states: body.show_archived ? [...VISIBLE, 'archived'] : VISIBLE,
      appIds: body.app_ids ?? undefined,
      categoryIds: body.category_ids ?? undefined,
      text: body.search_query ?? undefined,
      createdFrom: fromSecond(body.from_date),
      createdTo: throughSecond(body.to_date),
      sort: filterSort(body.sort_column, body.sort_direction),
      ...sliceOf(page, size),
    });
    return toMemoryPage(core, found, page, size);
  },
});

const ANY_COLUMN: ReadonlyMap<string, MemorySort> = new Map([
  ...SORT_COLUMNS,
  ['content', 'content'],
  ['updated_at', 'updatedAt'],
  ['state', 'state'],
]);

export const listMemories = route({
  id: 'listMemories',
  method: 'get',
  path: BASE,
  tag,
  summary: 'List active memories',
  description:
    'Of a paused app none. Sorted ascending by any column, unless `sort_direction` is desc; newest first without.',
  query: schema.ListMemories,
  reply: schema.MemoryPage,
  async handle({ query }, core) {
    const user = await core.identity.requireUser(query.user_id);
    const isReadable = query.app_id === undefined || (await core.apps.find(query.app_id))?.isActive === true;
    const found = isReadable ? await core.memories.list(listQuery(user.id, query)) : { items: [], total: 0 };
    return toMemoryPage(core, found, query.page, query.size);
  },
});

function listQuery(userId: string, query: z.output<typeof schema.ListMemories>): MemoryQuery {
  const by = ANY_COLUMN.get(query.sort_column ?? '');
  return {
    userId,
    currentOnly: true,
    states: ['active'],
    appIds: query.app_id === undefined ? undefined : [query.app_id],
    categoryNames: query.categories,
    text: query.search_query,
    createdFrom: fromSecond(query.from_date),
    createdTo: throughSecond(query.to_date),
    sort: by ? { by, descending: query.sort_direction?.toLowerCase() === 'desc' } : undefined,
    ...sliceOf(query.page, query.size),
  };
}
