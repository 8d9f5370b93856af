import { describe, expect, it } from 'vitest';
import { distinctLabels, isSameLabel } from '../../../server/core/text/labels.js';

describe('labels are alike', () => {
  it.each([
    ['Machine Learning', 'machine-learning'],
    ['Machine Learning', 'learning machine'],
    ['TypeScript', 'type script'],
    ['cats', 'Cat'],
    ['machine lerning', 'machine learning'],
    ['数据库', '数据库 '],
  ])('%s ~ %s', (a, b) => {
    expect([isSameLabel(a, b), isSameLabel(b, a)]).toEqual([true, true]);
  });
});

describe('labels differ', () => {
  it.each([
    ['西瓜', '香蕉'],
    ['機械学習', '機械翻訳'],
    ['数据库迁移计划表一', '数据库迁移计划表二'],
    ['python 2', 'python 3'],
    ['gpt-4', 'gpt-5'],
    ['c', 'c++'],
    ['c#', 'c++'],
    ['react', 'reach'],
    ['Austria', 'Australia'],
    ['frontend development', 'backend development'],
    ['🍉', '🍌'],
  ])('%s | %s', (a, b) => {
    expect([isSameLabel(a, b), isSameLabel(b, a)]).toEqual([false, false]);
  });
});

it('the first of each group is kept, as many as asked for', () => {
  const labels = ['Machine Learning', ' ', '西瓜', 'machine-learning', '香蕉 ', 'Cats', 'cat'];
  expect(distinctLabels(labels)).toEqual(['Machine Learning', '西瓜', '香蕉', 'Cats']);
  expect(distinctLabels(labels, 2)).toEqual(['Machine Learning', '西瓜']);
});

it('a hundred thousand labels are read to the end', () => {
  const labels = Array.from({ length: 100_000 }, (_, index) => `label${'x'.repeat(index % 30)} ${index}`);
  expect(distinctLabels(labels)).toHaveLength(100_000);
});
