import { expect, it } from 'vitest';
import { LANES } from '../../scripts/testLanes.mjs';
import config from '../../vitest.config.js';

it('runs every tier in one lane', () => {
  const tiers = (config as any).test.projects.map(({ test }: { test: { name: string } }) => test.name);
  expect(Object.values(LANES).flat().toSorted()).toEqual(tiers.toSorted());
});
