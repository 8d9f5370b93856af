import { describe, expect, it } from 'vitest';
import { createNeighbours, editDistance } from '../../../../server/core/retrieval/lexical/neighbours.js';

describe('editDistance', () => {
  it.each([
    ['garden', 'garden', 0],
    ['garden', 'gardn', 1],
    ['garden', 'gadren', 1],
    ['garden', 'gorten', 2],
    ['garden', 'window', 3],
    ['a', 'abcdef', 3],
  ])('%s to %s is %i, 3 standing for more than two', (a, b, expected) => {
    expect(editDistance(a, b, 2)).toBe(expected);
    expect(editDistance(b, a, 2)).toBe(expected);
  });
});

describe('neighbours', () => {
  const neighbours = createNeighbours();
  for (const term of ['counsel', 'counselor', 'interest', 'internet', 'educ', 'festiv', '西瓜', 'fest2023'])
    neighbours.add(term);

  it('finds forms that share most of their beginning, and not mere namesakes', () => {
    expect(neighbours.formsOf('counselor')).toEqual(['counsel']);
    expect(neighbours.formsOf('interest')).toEqual([]);
  });

  it('finds spellings a slip away', () => {
    expect(neighbours.spellingsOf('festvi')).toEqual(['festiv']);
    expect(neighbours.spellingsOf('conselor')).toEqual(['counselor']);
    expect(neighbours.spellingsOf('window')).toEqual([]);
  });

  it('forgets what is removed', () => {
    neighbours.remove('counsel');
    expect(neighbours.formsOf('counselor')).toEqual([]);
  });
});
