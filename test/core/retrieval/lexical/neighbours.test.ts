import { describe, expect, it } from 'vitest';
import { createEditDistance } from '../../../../server/core/retrieval/lexical/editDistance.js';
import { createVocabulary } from '../../../../server/core/retrieval/lexical/vocabulary.js';

describe('editDistance', () => {
  const editDistance = createEditDistance();
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
  const neighbours = createVocabulary();
  for (const term of ['counsel', 'counselor', 'interest', 'internet', 'educ', 'festiv', '西瓜', 'fest2023'])
    neighbours.count(neighbours.learn(term));

  it('finds forms that share most of their beginning, and not mere namesakes', () => {
    expect(neighbours.formsOf('counselor')).toEqual(['counsel']);
    expect(neighbours.formsOf('interest')).toEqual([]);
  });

  it('finds spellings a slip away', () => {
    expect(neighbours.spellingsOf('festvi')).toEqual(['festiv']);
    expect(neighbours.spellingsOf('conselor')).toEqual(['counselor']);
    expect(neighbours.spellingsOf('window')).toEqual([]);
  });

  it('keeps its buckets apart however many words there are', () => {
    const many = createVocabulary();
    const words = Array.from(
      { length: 3000 },
      (_, i) => `word${String(i).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`,
    );
    for (const word of words) many.count(many.learn(word));
    expect(many.spellingsOf('worbcde')).toContain('wordbcde');
    for (const word of words.slice(1)) many.release(many.numberOf(word));
    expect(many.spellingsOf('wordb')).toEqual(['worda']);
    expect(many.numberOf('wordbc')).toBe(-1);
  });

  it('forgets what is removed', () => {
    neighbours.release(neighbours.numberOf('counsel'));
    expect(neighbours.formsOf('counselor')).toEqual([]);
  });
});
