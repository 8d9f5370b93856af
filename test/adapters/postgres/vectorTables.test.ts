import { expect, it } from 'vitest';
import { isNewEnough } from '../../../server/adapters/postgres/index/vectorTables.js';

it.each([
  ['0.7.4', false],
  ['0.8', true],
  ['0.8.1', true],
  ['0.10.0', true],
  ['1.0.0', true],
  ['', false],
])('pgvector %s can be used: %s', (version, isUsable) => {
  expect(isNewEnough(version)).toBe(isUsable);
});
