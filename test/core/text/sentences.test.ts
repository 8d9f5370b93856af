import { describe, expect, it } from 'vitest';
import { joinSentences, splitSentences } from '../../../server/core/text/sentences.js';

describe('sentences end', () => {
  it.each([
    ['at marks before a space, also where the next begins small', 'i moved to oslo. my wife is ana! ok? yes', 4],
    ['not in decimals, addresses and file names', 'Version 3.5 of foo.ts is at http://a.b/c?d=e', 1],
    ['not after titles and initials', 'Dr. Who met J. R. Smith, e.g. at work', 1],
    ['not after a dotted abbreviation before a small letter', 'Dr. Who came at 5 p.m. today.', 1],
    ['not after an ordinal', 'Ich komme am 3. Mai nach Köln.', 1],
    ['at full-width marks, with the quotes that close there', '他说：“你好。”然后走了。', 2],
    ['at a danda and an Arabic question mark', 'मैं दिल्ली में रहता हूँ। आप कहाँ हैं।', 2],
    ['at line breaks', 'one two\nthree four\r\n\r\nfive six', 3],
  ])('%s', (_what, text, count) => {
    expect(splitSentences(text)).toHaveLength(count);
  });

  it('without marks of lists, headings and quotes', () => {
    expect(splitSentences('# Title\n- a list item\n1. Use Postgres\n> a quote\n-5 degrees')).toEqual([
      'Title',
      'a list item',
      'Use Postgres',
      'a quote',
      '-5 degrees',
    ]);
  });

  it('and nothing of the text is lost', () => {
    const text = 'He left (early.) Then... silence?! "Yes." No. 他来了。他走了？';
    expect(splitSentences(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
});

describe('joined again', () => {
  it('each is closed and spaced in the manner of its script', () => {
    expect(joinSentences(['It works', 'Good.', '我住在上海', '他走了。', 'End'])).toBe(
      'It works. Good. 我住在上海。他走了。End.',
    );
  });
});

it.each(['.', '. ', 'a. ', 'A. ', '." ', '.)', '。', ' ', '\n', '"'])('reads a million of %j to the end', (unit) => {
  expect(Array.isArray(splitSentences(unit.repeat(1_000_000 / unit.length)))).toBe(true);
});
