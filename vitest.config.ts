import { defineConfig } from 'vitest/config';

// Tiers: `unit` is pure and in-process; `surfaces` runs the whole app in-process over HTTP; `service` starts real processes.
const tier = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    globalSetup: ['test/setup/build.ts'],
    pool: 'forks',
    projects: [
      tier('unit', ['test/{core,ports,adapters,http,contract,architecture,analysis}/**/*.test.ts'], 20_000),
      tier('surfaces', ['test/surfaces/**/*.test.ts'], 30_000),
      tier('service', ['test/service/**/*.test.ts'], 180_000),
    ],
  },
});
