import { randomUUID } from 'node:crypto';
import { createSqljsStore } from '../../../server/adapters/sqljs/store.js';
import { silentLog } from '../../support/silentLog.js';
import { memoryOf, put } from '../../support/memory.js';

// Eight writers until somebody kills this process: each acknowledged id goes to stdout, and only then the next write starts.

const [directory = '', workerFile = '', wasmFile = ''] = process.argv.slice(2);

async function write(commit: (memoryId: string) => Promise<void>): Promise<never> {
  for (;;) {
    const id = randomUUID();
    await commit(id);
    process.stdout.write(`${id}\n`);
  }
}

async function main(): Promise<void> {
  const store = await createSqljsStore({ directory, workerFile, wasmFile, log: silentLog, compactAfterBytes: 200_000 });
  const user = await store.ensureUser('writer', 1);
  const owner = { userId: user.id, appId: (await store.ensureApp(user.id, 'crash', 1)).id };
  const commit = (id: string): Promise<void> =>
    store.commit([
      ...put(memoryOf(owner, `memory ${id}`, { id, categories: ['crash'] })),
      {
        kind: 'stateChange.add',
        entry: { id, memoryId: id, userId: owner.userId, oldState: null, newState: 'active', changedAt: 1 },
      },
      {
        kind: 'access.add',
        entries: [
          { id, memoryId: id, userId: owner.userId, appId: owner.appId, kind: 'list', detail: {}, accessedAt: 1 },
        ],
      },
    ]);
  await Promise.all(Array.from({ length: 8 }, () => write(commit)));
}

void main();
