import { describe, expect, it } from 'vitest';
import { contentWords, countWords, wordsOf } from '../../../server/core/text/words.js';

describe('words', () => {
  it('come by spaces, or by the dictionary where none are written, also in one text', () => {
    expect(wordsOf("I don't use blue-green")).toEqual(['i', "don't", 'use', 'blue-green']);
    expect(wordsOf('我喜欢西瓜')).toEqual(['我', '喜欢', '西瓜']);
    expect(wordsOf('ฉันชอบแตงโม')).toContain('แตงโม');
    expect(wordsOf('我们用React和blue-green部署')).toEqual(['我们', '用', 'react', '和', 'blue-green', '部署']);
  });

  it('that carry meaning are no stop words of any language', () => {
    expect(contentWords('I am the owner of a small red boat')).toEqual(['owner', 'small', 'red', 'boat']);
    expect(contentWords('我们的数据库在上海')).not.toContain('我们');
  });

  it('are counted two letters for one where no spaces are written', () => {
    expect(countWords('one two three')).toBe(3);
    expect(countWords('爱吃瓜子')).toBe(2);
    expect(countWords('用Vim')).toBe(2);
    expect(countWords('👍 ...')).toBe(0);
  });
});

// The segmenter copies its whole input for every word: without pieces this takes gigabytes.
it.each(['汉', '我喜欢吃西瓜。', 'ก', 'あ', 'a', "a'", 'א'])('reads a million of %s in little memory', (unit) => {
  const text = unit.repeat(1_000_000 / unit.length);
  expect(wordsOf(text).length).toBeGreaterThan(0);
  expect(countWords(text)).toBeGreaterThan(0);
});
