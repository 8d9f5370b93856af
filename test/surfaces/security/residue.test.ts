import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tablesHolding } from '../../support/databases.js';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** Files of the data directory, and tables of the database, that hold the bytes. */
async function holders(needle: string): Promise<string[]> {
  const tables = service.databaseUrl === null ? [] : await tablesHolding(service.databaseUrl, needle);
  const files = await readdir(service.dataDir, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const holding = await Promise.all(paths.map(async (path) => ((await readFile(path)).includes(needle) ? [path] : [])));
  return [...tables, ...holding.flat()];
}

it('what is forgotten leaves no byte behind, however it came in', async () => {
  const { core } = service;
  const scope = await core.identity.ensureScope('ana', 'an app of many words');
  const turns = [{ role: 'user', content: 'We hid the quagga statue behind the library.' }];
  const task = await core.notes.submitAgentNote({ scope, sessionId: null, turns });
  await core.tasks.settled(task.id);
  await core.memories.addVerbatim({
    scope,
    content: 'The quagga statue is made of bronze',
    metadata: { note: 'quagga' },
    sessionId: null,
  });
  const { items } = await core.memories.list({ userId: scope.user.id, offset: 0, limit: 10 });
  expect(items).toHaveLength(2);
  expect(await holders('quagga')).not.toEqual([]);
  expect(
    await core.memories.forget(
      scope.user.id,
      items.map(({ id }) => id),
    ),
  ).toBe(2);
  expect(await holders('quagga')).toEqual([]);
});

it('a secret is never written down', async () => {
  const { core } = service;
  const scope = await core.identity.ensureScope('ana', 'notes');
  const secret = ['gh', 'p_', 'aB3dE6gH9jK2'.repeat(3)].join('');
  await core.memories.addVerbatim({ scope, content: `token ${secret}`, metadata: { token: secret }, sessionId: null });
  await core.memories.addInferred({
    scope,
    content: [{ role: 'user', content: `I keep my token ${secret} in a drawer.` }],
    metadata: {},
    sessionId: null,
  });
  await core.batcher.append(scope, null, [{ role: 'user', content: `again ${secret}` }]);
  const task = await core.notes.submit({
    scope,
    sessionId: null,
    turns: [{ role: 'user', content: `The deploy uses ${secret} every night.` }],
  });
  await core.tasks.settled(task.id);
  expect(await holders(secret)).toEqual([]);
});
