import type { MEMORY_REQUESTS } from '../../contract/panel/memories.js';
import type { MemoryFilter } from '../../contract/panel/memories.js';
import type { Core } from '../../core/core.js';
import type { Memory } from '../../ports/entities.js';
import type { Page, Slice } from '../../ports/store.js';
import { CoreError } from '../../ports/errors.js';
import type { Handlers, PanelContext } from './handlers.js';
import { toDetail, toRow, toRows } from './memoryRows.js';

/** How many a search ranks. */
const MOST_FOUND = 200;
const LISTED = ['active', 'paused'] as const;
const ALL_APPS = { sortBy: 'memories', descending: true, offset: 0, limit: 1000 } as const;

/** The Memories panel's requests, over the core. */
export function memoryHandlers({ core, scope, sign }: PanelContext): Handlers<keyof typeof MEMORY_REQUESTS> {
  const userId = async (): Promise<string> => (await scope()).user.id;
  const shown = async (memory: Memory): Promise<ReturnType<typeof toRow>> =>
    toRow(memory, (await core.apps.find(memory.appId))?.name ?? '');

  return {
    async 'memories.search'({ text, filter, offset, limit }) {
      const user = await userId();
      const isFindable = filter.states.length === 0 || (filter.states.length === 1 && filter.states[0] === 'active');
      const page =
        text.trim() !== '' && isFindable
          ? await find(core, user, text, filter, { offset, limit })
          : await list(core, user, text.trim(), filter, { offset, limit });
      return { items: await toRows(core, page.items), total: page.total };
    },
    'memories.get': async ({ id }) => toDetail(core, await core.memories.require(await userId(), id)),
    async 'memories.filters'() {
      const user = await userId();
      const [apps, categories] = await Promise.all([
        core.apps.list({ userId: user, ...ALL_APPS }),
        core.memories.categories(user),
      ]);
      return {
        apps: apps.items.map(({ id, name, isActive, memories, accesses, lastAccess }) => ({
          id,
          name,
          isActive,
          memories,
          accesses,
          lastAccess,
        })),
        categories: categories.map(({ name }) => name),
        total: apps.items.reduce((sum, app) => sum + app.memories, 0),
      };
    },
    async 'memories.add'({ text, infer }) {
      const request = { scope: await scope(), content: text, metadata: {}, sessionId: null };
      const added = infer ? await core.memories.addInferred(request) : [await core.memories.addVerbatim(request)];
      return { items: await toRows(core, added) };
    },
    'memories.edit': async ({ id, text }) => shown(await core.memories.edit(await userId(), id, text)),
    async 'memories.setState'({ ids, state }) {
      const selection = { kind: 'ids', ids, missing: 'error' } as const;
      return { changed: await core.memories.changeState(await userId(), selection, state) };
    },
    async 'memories.delete'({ ids }) {
      const user = await userId();
      const before = await core.memories.getMany(user, ids);
      await core.memories.remove(user, ids);
      return { removed: before.map(({ id, state }) => ({ id, state })) };
    },
    async 'memories.restore'({ removed }) {
      const user = await userId();
      let restored = 0;
      for (const state of ['active', 'paused', 'archived'] as const) {
        const ids = removed.filter((entry) => entry.state === state).map(({ id }) => id);
        if (ids.length > 0)
          restored += await core.memories.changeState(user, { kind: 'ids', ids, missing: 'error' }, state);
      }
      return { restored };
    },
    'memories.forget': async ({ ids }) => ({ forgotten: await core.memories.forget(await userId(), ids) }),
    async 'memories.setAppActive'({ app, isActive }) {
      const { userId: owner } = await core.apps.require(app);
      if (owner !== (await userId())) throw new CoreError('not_found', 'App not found');
      await core.apps.setActive(app, isActive);
      return {};
    },
    'memories.statistics': async ({ utcOffset }) => statistics(core, await userId(), utcOffset),
    async 'memories.export'() {
      const { user } = await scope();
      const name = `loci-${user.name.replace(/[^\p{L}\p{N}_-]/gu, '_')}-${new Date(core.system.now()).toISOString().slice(0, 10)}.zip`;
      return { name, url: sign('/_loci/media/export/memories.zip') };
    },
    async 'memories.import'({ archive, mode }) {
      const { user } = await scope();
      return core.backup.importArchive(user, Buffer.from(archive, 'base64'), mode);
    },
  };
}

function list(core: Core, userId: string, text: string, filter: MemoryFilter, slice: Slice): Promise<Page<Memory>> {
  return core.memories.list({
    userId,
    text,
    appIds: filter.apps,
    categoryNames: filter.categories,
    states: filter.states.length > 0 ? filter.states : LISTED,
    createdFrom: filter.from ?? undefined,
    createdTo: filter.to ?? undefined,
    currentOnly: true,
    ...slice,
  });
}

async function find(
  core: Core,
  userId: string,
  text: string,
  { apps, categories, from, to }: MemoryFilter,
  { offset, limit }: Slice,
): Promise<Page<Memory>> {
  const hits = await core.retrieval.searchMemories({
    userId,
    text,
    appIds: apps.length > 0 ? apps : undefined,
    limit: MOST_FOUND,
  });
  const fitting = hits
    .map(({ memory }) => memory)
    .filter(
      (memory) =>
        memory.createdAt >= (from ?? -Infinity) &&
        memory.createdAt <= (to ?? Infinity) &&
        (categories.length === 0 || memory.categories.some((name) => categories.includes(name))),
    );
  return { items: fitting.slice(offset, offset + limit), total: fitting.length };
}

async function statistics(
  core: Core,
  userId: string,
  utcOffset: number,
): Promise<Awaited<ReturnType<ReturnType<typeof memoryHandlers>['memories.statistics']>>> {
  const [counts, apps] = await Promise.all([
    core.memories.counts(userId, utcOffset),
    core.apps.list({ userId, ...ALL_APPS }),
  ]);
  const byState = Object.entries(counts.byState).map(([name, count]) => ({ name, count }));
  return {
    total: byState.reduce((sum, { name, count }) => (name === 'deleted' ? sum : sum + count), 0),
    byState,
    byApp: counts.byApp,
    byCategory: counts.byCategory,
    byDay: counts.byDay,
    accesses: apps.items
      .filter(({ accesses }) => accesses > 0)
      .map(({ name, accesses }) => ({ name, count: accesses }))
      .sort((a, b) => b.count - a.count),
  };
}
