import { expect, it } from 'vitest';
import { inSteps } from '../../../server/core/tasks/steps.js';

it('tells of progress in steps: the first, each that moved far enough either way, and what is complete', () => {
  const told: [number, string][] = [];
  const tell = inSteps(0.1, (fraction, message: string) => void told.push([fraction, message]));
  const parts = [0, 0.05, 0.2, 0.25, 0.9, 0, 0.05, 1, 1];
  parts.forEach((fraction, at) => tell(fraction, `m${at}`));
  expect(told).toEqual([
    [0, 'm0'],
    [0.2, 'm2'],
    [0.9, 'm4'],
    [0, 'm5'],
    [1, 'm7'],
    [1, 'm8'],
  ]);
});
