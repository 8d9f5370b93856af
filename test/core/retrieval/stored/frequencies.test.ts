import { expect, it } from 'vitest';
import { createFrequencies } from '../../../../server/core/retrieval/stored/frequencies.js';
import type { IndexHead } from '../../../../server/ports/indexTables.js';

const headOf = (documents: number): IndexHead => ({
  documents,
  sessions: 0,
  sessionLength: 0,
  arrivals: 0,
  scopes: [],
});

/** Tables that note which terms were asked for. */
function tablesOf() {
  const asked: string[] = [];
  return {
    asked,
    frequencies: (userId: string, numbers: readonly number[]) => {
      asked.push(`${userId} ${numbers.join(' ')}`);
      return Promise.resolve(numbers.map((number) => ({ number, term: `t${number}`, documents: number })));
    },
  };
}

it('reads each term once, until as much was written that it may be another one', async () => {
  const tables = tablesOf();
  const frequencies = createFrequencies(tables);
  expect((await frequencies.of('ana', headOf(100), [1, 2])).map(({ documents }) => documents)).toEqual([1, 2]);
  expect(await frequencies.of('ana', headOf(101), [2, 3, 1])).toHaveLength(3);
  await frequencies.of('ana', headOf(110), [1]);
  frequencies.forget('ana');
  await frequencies.of('ana', headOf(110), [1]);
  expect(tables.asked).toEqual(['ana 1 2', 'ana 3', 'ana 1', 'ana 1']);
});

it('forgets first whoever was not asked for the longest, and answers whole also beyond its room', async () => {
  const tables = tablesOf();
  const frequencies = createFrequencies(tables, 4);
  await frequencies.of('ana', headOf(1), [1, 2]);
  await frequencies.of('ben', headOf(1), [1, 2]);
  await frequencies.of('ana', headOf(1), [1]);
  await frequencies.of('eva', headOf(1), [1]);
  await frequencies.of('ana', headOf(1), [1, 2]);
  await frequencies.of('ben', headOf(1), [1]);
  expect(tables.asked).toEqual(['ana 1 2', 'ben 1 2', 'eva 1', 'ben 1']);
  expect(await frequencies.of('kim', headOf(1), [1, 2, 3, 4, 5, 6])).toHaveLength(6);
  expect(await frequencies.of('kim', headOf(1), [6])).toHaveLength(1);
});

it('has as much room as before when somebody is forgotten in the middle of being read', async () => {
  const tables = tablesOf();
  const frequencies = createFrequencies(tables, 2);
  for (let time = 0; time < 3; time++) {
    const reading = frequencies.of('ana', headOf(1), [1, 2]);
    frequencies.forget('ana');
    await reading;
  }
  tables.asked.length = 0;
  for (let time = 0; time < 2; time++) await frequencies.of('ben', headOf(1), [1, 2]);
  expect(tables.asked).toEqual(['ben 1 2']);
});
