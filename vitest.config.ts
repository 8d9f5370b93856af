import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/support/patience.js';
import { findPostgres } from './test/support/postgres.js';

// Tiers: `unit` is pure and in-process; `surfaces` runs the whole app in-process over HTTP; `screen` works on a real X screen,
// `media` with real voices, films and a browser, `vscode` in a real editor, `service` starts real processes; `webview` draws
// parts of the panels, `browser` drives their pages in a real one. `postgres` is the store on a real PostgreSQL, and the
// surfaces once more on it.
// What works in this process shares its modules among files, which is much faster; the others load theirs anew for each.
// Real programs come in their own time: what fails for that is tried again, and told of in the end (`scripts/test.mjs`).
const MORE_TRIES = 2;
const tier = (
  name: string,
  include: string[],
  testTimeout: number,
  pool: 'threads' | 'forks' | 'shared' = 'forks',
) => ({
  extends: true as const,
  test: {
    ...{ name, include, testTimeout, hookTimeout: testTimeout, isolate: pool === 'forks' },
    retry: pool === 'forks' ? MORE_TRIES : 0,
    expect: { poll: { timeout: PATIENCE_MS, interval: 50 } },
    pool: pool === 'threads' ? ('threads' as const) : ('forks' as const),
  },
});

const editor = tier('vscode', ['test/vscode/**/*.test.ts'], 240_000);
// Without PostgreSQL its own tests say that they are skipped.
const ofAnyStore = ['test/surfaces/**/*.test.ts', 'test/core/{memory,tasks}/**/*.test.ts'];
const postgres = tier(
  'postgres',
  ['test/postgres/**/*.test.ts', ...(findPostgres() ? ofAnyStore : [])],
  60_000,
  'shared',
);

export default defineConfig({
  test: {
    globalSetup: ['test/setup/build.ts'],
    setupFiles: ['test/setup/afterwards.ts'],
    // Pools are the whole run's: one that isolated files would start a process for each, whatever their tier says.
    poolOptions: { forks: { isolate: false }, threads: { isolate: false } },
    projects: [
      tier(
        'unit',
        ['test/{core,ports,adapters,http,contract,architecture,analysis,extension,scripts}/**/*.test.ts'],
        20_000,
        'threads',
      ),
      tier('surfaces', ['test/surfaces/**/*.test.ts'], 30_000, 'shared'),
      {
        ...postgres,
        test: {
          ...postgres.test,
          globalSetup: ['test/setup/postgres.ts'],
          env: { LOCI_TEST_STORE: 'postgres' },
          retry: MORE_TRIES,
        },
      },
      tier('screen', ['test/screen/**/*.test.ts'], 60_000),
      tier('media', ['test/media/**/*.test.ts'], 180_000),
      // One editor with its browser is enough for a small machine.
      {
        ...editor,
        test: {
          ...editor.test,
          globalSetup: ['test/setup/vscode.ts'],
          poolOptions: { forks: { singleFork: true } },
        },
      },
      tier('service', ['test/service/**/*.test.ts'], 180_000),
      tier('webview', ['test/webview/**/*.test.{ts,tsx}'], 20_000),
      tier('browser', ['test/browser/**/*.test.ts'], 120_000),
    ],
  },
});
