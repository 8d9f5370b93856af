import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import { queryOf, sessionOf } from '../support.js';

const index = createLexicalIndex();
index.put(
  sessionOf('s', [
    ['Ann', 'Which instrument do you play?'],
    ['Bob', 'I have played the violin since last May.'],
    ['Ann', 'Lovely! Do you perform?'],
  ]),
);

describe('explanation', () => {
  it('is only given when asked for', () => {
    expect(index.search(queryOf('violin'))[0]).not.toHaveProperty('explanation');
  });

  it('names words, neighbours, speaker and time', () => {
    const hit = index.search(queryOf('Which instrument did Bob play in May 2023?', { explain: true }))[0]!;
    expect(hit.id).toBe('s2');
    const reasons = hit.explanation!.map(({ reason }) => reason);
    expect(reasons).toEqual(
      expect.arrayContaining([
        'word "play"',
        'word "violin", a kind of "instrument"',
        'word "instrument" in a neighbouring turn',
        'told by Bob',
        'of the time asked for',
        'words of the whole session',
      ]),
    );
  });

  it('adds up to the score', () => {
    for (const hit of index.search(queryOf('does Bob perform on an instrument since May?', { explain: true }))) {
      const sum = hit.explanation!.reduce((total, { weight }) => total + weight, 0);
      expect(sum).toBeCloseTo(hit.score, 1);
    }
  });
});
