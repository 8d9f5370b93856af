import { describe, expect, it } from 'vitest';
import { quotedIn } from '../../../../server/core/retrieval/analysis/quotes.js';

describe('quotedIn', () => {
  it.each([
    ['who said "so it goes" and “never again”?', ['so it goes', 'never again']],
    ['他说「不要怕」', ['不要怕']],
    ['« la mer » est belle', [' la mer ']],
    ['an "open quote', []],
    ["it's Ann's", []],
  ])('finds what is quoted in %s', (text, expected) => {
    expect(quotedIn(text)).toEqual(expected);
  });
});
