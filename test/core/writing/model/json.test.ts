import { describe, expect, it } from 'vitest';
import { readJson } from '../../../../server/core/writing/model/json.js';

const first = (answer: string): unknown => readJson(answer).next().value;

describe('JSON in an answer', () => {
  it.each([
    ['{"facts": ["a"]}', { facts: ['a'] }],
    ['```json\n{"facts": ["a"]}\n```', { facts: ['a'] }],
    ['Sure! Here it is:\n\n{"facts": ["a"]}\n\nAnything else?', { facts: ['a'] }],
    ['As [you asked}, here: {"facts": ["a"]}', { facts: ['a'] }],
    ['{"facts": ["a", "b",],\n}', { facts: ['a', 'b'] }],
    ['{"facts": ["not ,] or ,} here", "\\"quoted\\"",]}', { facts: ['not ,] or ,} here', '"quoted"'] }],
    ['{"text": "brackets } ] { [ in a text"}', { text: 'brackets } ] { [ in a text' }],
    ['["東京", "京都"]', ['東京', '京都']],
  ])('%j', (answer, value) => expect(first(answer)).toEqual(value));

  it.each(['', 'no JSON at all', '{"facts": ["cut off', '{facts: [a]}', 'null', '[[[[[[', '{'.repeat(100_000)])(
    'is not in %.20j',
    (answer) => expect(first(answer)).toBeUndefined(),
  );

  it('may be several, and what is inside one is not another', () => {
    expect([...readJson('Example: {"facts": []} and mine: {"facts": [["x"]]}')]).toEqual([
      { facts: [] },
      { facts: [['x']] },
    ]);
  });
});
