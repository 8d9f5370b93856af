import { describe, expect, it } from 'vitest';
import { keepsLanguage } from '../../../../server/core/writing/model/language.js';
import { keepsFacts } from '../../../../server/core/writing/model/survival.js';

describe('the language of an answer', () => {
  it.each([
    ['user: 我爱喝茶', 'The user loves tea', false],
    ['user: 我爱喝茶', '用户爱喝茶', true],
    ['我在 Google 工作，使用 TypeScript 和 React', 'I work at Google', false],
    ['私は東京に住んでいます', 'Lives in 東京', true],
    ['저는 서울에 살아요', 'Lives in Seoul', false],
    ['I visited 東京 last year and liked it', 'Visited Tokyo', true],
    ['Ich mag Tee', 'I like tea', true],
    ['我爱喝茶', '', true],
  ])('of %j in %j', (input, output, keeps) => expect(keepsLanguage(input, output)).toBe(keeps));
});

describe('a merged text', () => {
  it.each([
    [['Alice likes tea.', 'Bob has 2 cats'], 'Alice likes tea; Bob has 2 cats.', true],
    [['Alice likes tea.', 'Bob has 2 cats'], 'They like tea and have 2 cats.', false],
    [['Alice likes tea.', 'Bob has 2 cats'], 'Alice likes tea; Bob has cats.', false],
    [['Room 4'], 'Room 42', false],
    [['The flight is on 2026-03-01 at 10:30'], 'The flight leaves 2026-03-01, 10:30', true],
    [['The user works at Siemens'], 'Works at Siemens now', true],
    [['## Summary\n\nMet Zoë in Köln'], 'Zoë was met in Köln', true],
    [['我住在北京朝阳区', '我在百度工作'], '我住在北京朝阳区，在百度工作', true],
    [
      ['我住在北京朝阳区', '我现在在一家叫百度的公司做软件工程师的工作'],
      '我现在在一家叫百度的公司做软件工程师的工作',
      false,
    ],
    [[], 'anything', true],
  ])('%j becomes %j: %s', (before, merged, keeps) => expect(keepsFacts(before, merged)).toBe(keeps));
});
