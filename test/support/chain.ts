import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { TestService } from './service.js';

/** Makes each of these memories of the default user the successor of the one before, by way of a backup. */
export async function chain({ core }: Pick<TestService, 'core'>, ids: readonly string[]): Promise<void> {
  const user = await core.identity.requireUser(core.identity.defaultUser);
  const files = unzipSync(new Uint8Array(await core.backup.exportArchive(user, {})));
  const document = JSON.parse(strFromU8(files['memories.json']!));
  document.memories = document.memories.filter(({ id }: { id: string }) => ids.includes(id));
  for (const memory of document.memories) {
    const next = ids[ids.indexOf(memory.id) + 1];
    if (next !== undefined) Object.assign(memory.loci, { superseded_as: 'updated', next_id: next });
  }
  const zip = zipSync({ ...files, 'memories.json': strToU8(JSON.stringify(document)) });
  await core.backup.importArchive(user, Buffer.from(zip), 'overwrite');
}
