import type { Core } from '../../core/core.js';

/** The names of the apps with these ids, as the store has them now; '' for one that is gone. */
export async function appNamesOf(core: Core, ids: readonly string[]): Promise<(id: string) => string> {
  const unique = [...new Set(ids)];
  const apps = await Promise.all(unique.map((id) => core.apps.find(id)));
  const names = new Map(unique.map((id, index) => [id, apps[index]?.name ?? '']));
  return (id) => names.get(id) ?? '';
}
