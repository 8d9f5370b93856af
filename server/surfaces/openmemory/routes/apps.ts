import { z } from 'zod';
import type { AppQuery } from '../../../ports/store.js';
import { lax } from '../../lax.js';
import { route } from '../../route.js';
import { appNames, sliceOf, toAccessedMemory, toAppMemory } from '../map.js';
import * as schema from '../schemas.js';
import { naiveIso } from '../times.js';

const tag = 'apps';
const BASE = '/api/v1/apps';
const SORT: ReadonlyMap<string, AppQuery['sortBy']> = new Map([
  ['name', 'name'],
  ['memories', 'memories'],
  ['memories_accessed', 'memoriesAccessed'],
]);

export const listApps = route({
  id: 'listApps',
  method: 'get',
  path: BASE,
  tag,
  summary: 'List the apps of all users',
  query: schema.PagedQuery.extend({
    name: z.string().optional(),
    is_active: lax.bool().optional(),
    sort_by: z.string().default('name'),
    sort_direction: z.string().default('asc'),
  }),
  reply: schema.AppList,
  async handle({ query }, core) {
    const { items, total } = await core.apps.list({
      userId: null,
      name: query.name,
      isActive: query.is_active,
      sortBy: SORT.get(query.sort_by) ?? 'name',
      descending: query.sort_direction === 'desc',
      ...sliceOf(query.page, query.page_size),
    });
    const apps = items.map((app) => ({
      id: app.id,
      name: app.name,
      is_active: app.isActive,
      total_memories_created: app.memories,
      total_memories_accessed: app.memoriesAccessed,
    }));
    return { total, page: query.page, page_size: query.page_size, apps };
  },
});

export const getApp = route({
  id: 'getApp',
  method: 'get',
  path: `${BASE}/{app_id}`,
  tag,
  summary: 'Details of an app',
  params: schema.AppParams,
  reply: schema.AppDetails,
  async handle({ params }, core) {
    const app = await core.apps.require(params.app_id);
    const counts = await core.apps.counts(app.id);
    return {
      is_active: app.isActive,
      total_memories_created: counts.memoriesEver,
      total_memories_accessed: counts.accesses,
      first_accessed: naiveIso(counts.firstAccess),
      last_accessed: naiveIso(counts.lastAccess),
    };
  },
});

export const updateApp = route({
  id: 'updateApp',
  method: 'put',
  path: `${BASE}/{app_id}`,
  tag,
  summary: 'Pause an app or let it go on',
  params: schema.AppParams,
  query: z.object({ is_active: lax.bool() }),
  reply: schema.Message.extend({ status: z.literal('success') }),
  async handle({ params, query }, core) {
    await core.apps.setActive(params.app_id, query.is_active);
    return { status: 'success' as const, message: 'Updated app details successfully' };
  },
});

export const listAppMemories = route({
  id: 'listAppMemories',
  method: 'get',
  path: `${BASE}/{app_id}/memories`,
  tag,
  summary: 'Memories that an app created, newest first',
  params: schema.AppParams,
  query: schema.PagedQuery,
  reply: z.object({ total: z.int(), page: z.int(), page_size: z.int(), memories: z.array(schema.AppMemory) }),
  async handle({ params, query }, core) {
    const app = await core.apps.require(params.app_id);
    const { items, total } = await core.memories.list({
      userId: app.userId,
      appIds: [app.id],
      states: ['active', 'paused', 'archived'],
      currentOnly: true,
      ...sliceOf(query.page, query.page_size),
    });
    return { total, page: query.page, page_size: query.page_size, memories: items.map(toAppMemory) };
  },
});

export const listAccessedMemories = route({
  id: 'listAccessedMemories',
  method: 'get',
  path: `${BASE}/{app_id}/accessed`,
  tag,
  summary: 'Memories that an app has read, most often first',
  params: schema.AppParams,
  query: schema.PagedQuery,
  reply: z.object({
    total: z.int(),
    page: z.int(),
    page_size: z.int(),
    memories: z.array(z.object({ memory: schema.AccessedMemory, access_count: z.int() })),
  }),
  async handle({ params, query }, core) {
    const { items, total } = await core.apps.accessed(params.app_id, sliceOf(query.page, query.page_size));
    const names = await appNames(
      core,
      items.map(({ memory }) => memory.appId),
    );
    const memories = items.map(({ memory, count }) => ({
      memory: toAccessedMemory(memory, names.get(memory.appId) ?? ''),
      access_count: count,
    }));
    return { total, page: query.page, page_size: query.page_size, memories };
  },
});

const ALL_APPS = 10_000;

export const getStats = route({
  id: 'getStats',
  method: 'get',
  path: '/api/v1/stats',
  tag: 'stats',
  summary: 'Numbers of a user',
  query: schema.UserQuery,
  reply: schema.Stats,
  async handle({ query }, core) {
    const user = await core.identity.requireUser(query.user_id);
    const { items, total } = await core.apps.list({
      userId: user.id,
      sortBy: 'name',
      descending: false,
      offset: 0,
      limit: ALL_APPS,
    });
    const apps = items.map((app) => ({
      id: app.id,
      owner_id: app.userId,
      name: app.name,
      description: app.description,
      metadata_: app.metadata,
      is_active: app.isActive,
      created_at: naiveIso(app.createdAt),
      updated_at: naiveIso(app.updatedAt),
    }));
    return { total_memories: items.reduce((sum, { memories }) => sum + memories, 0), total_apps: total, apps };
  },
});
