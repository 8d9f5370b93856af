import type { App, Memory } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { AppCounts, AppQuery, Page, Slice, Store } from '../../ports/store.js';

export interface Apps {
  list(query: AppQuery): Promise<Page<App & AppCounts>>;
  /** Every app of exactly this name; of one user, or of all when `userId` is null. */
  named(userId: string | null, name: string): Promise<App[]>;
  /** Throws `not_found` ("App not found"). */
  require(id: string): Promise<App>;
  find(id: string): Promise<App | null>;
  counts(id: string): Promise<AppCounts>;
  setActive(id: string, isActive: boolean): Promise<void>;
  /** What the app has read, most often first; empty for an unknown app. */
  accessed(id: string, slice: Slice): Promise<Page<{ memory: Memory; count: number }>>;
}

export function createApps({ store, clock }: { store: Store; clock: Clock }): Apps {
  const requireApp = async (id: string): Promise<App> => {
    const app = await store.getApp(id);
    if (!app) throw new CoreError('not_found', 'App not found');
    return app;
  };
  return {
    list: (query) => store.listApps(query),
    named: (userId, name) => store.findApps(userId, name),
    require: requireApp,
    find: (id) => store.getApp(id),
    counts: (id) => store.countApp(id),
    async setActive(id, isActive) {
      const app = await requireApp(id);
      await store.commit([{ kind: 'app.patch', userId: app.userId, id, patch: { isActive, updatedAt: clock.now() } }]);
    },
    accessed: (id, slice) => store.listAccessedBy(id, slice),
  };
}
