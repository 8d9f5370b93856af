import { expect, it } from 'vitest';
import { GROUPS } from '../../scripts/testGroups.mjs';
import config from '../../vitest.config.js';

it('runs every tier in one group', () => {
  const tiers = (config as any).test.projects.map(({ test }: { test: { name: string } }) => test.name);
  expect(Object.values(GROUPS).flat().toSorted()).toEqual(tiers.toSorted());
});
