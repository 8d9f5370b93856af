import { describe, expect, it } from 'vitest';
import { distinctBy, isNearDuplicate } from '../../../server/core/text/similar.js';

describe('two texts say the same', () => {
  it.each([
    ['The deploy runs on Tuesdays', 'the deploy runs on tuesday'],
    ['I like green tea a lot', 'I really like green tea very much!'],
    ["He doesn't smoke", 'He does not smoke.'],
    ["I'm vegan and can't swim", 'I am vegan and cannot swim'],
    ['“Quoted”, (and) bracketed', 'quoted and bracketed'],
    ['爱吃西瓜', '爱吃西瓜。'],
    ['我喜欢猫，也喜欢狗', '我喜欢猫也喜欢狗'],
    ['我用 Vim 写代码', '我用Vim写代码'],
    ['ｆｕｌｌ ｗｉｄｔｈ １２', 'full width 12'],
    ['🍉', ' 🍉 '],
  ])('%s ~ %s', (a, b) => {
    expect([isNearDuplicate(a, b), isNearDuplicate(b, a)]).toEqual([true, true]);
  });
});

describe('two texts differ', () => {
  it.each([
    ['in a number', 'The answer is 42', 'The answer is 43'],
    ['in a number as a word', 'He has two dogs', 'He has three dogs'],
    ['in a sign', '-5 degrees', '5 degrees'],
    ['in a currency', 'costs $5', 'costs €5'],
    ['in a version', 'version 1.2', 'version 1.20'],
    ['in a no', 'likes tea', 'does not like tea'],
    ['in a never', 'deploy on Fridays', 'never deploy on Fridays'],
    ['in a no of other languages', 'Ich mag keinen Kaffee', 'Ich mag Kaffee'],
    ['in a 不', '爱吃西瓜', '不爱吃西瓜'],
    ['in an ending that denies', 'コーヒーを飲みます', 'コーヒーを飲みません'],
    ['in a name', 'I met Anna in Rome', 'I met Berta in Rome'],
    ['in a name written small', 'i met anna in rome', 'i met berta in rome'],
    ['in a CJK name', '我住在北京', '我住在上海'],
    ['in a person', 'I love cats', 'She loves cats'],
    ['in a person, in Chinese', '我住在北京', '他住在北京'],
    ['in who does it', 'Alice manages Bob', 'Bob manages Alice'],
    ['in the order', 'Prefers tabs over spaces', 'Prefers spaces over tabs'],
    ['in the direction', 'moved from Oslo to Rome', 'moved from Rome to Oslo'],
    ['in the time', 'She lived in Oslo', 'She will live in Oslo'],
    [
      'in one word of many',
      'has coffee before work, and after lunch reads',
      'has coffee before work, and after dinner reads',
    ],
    ['in a mark that is a name', 'uses C#', 'uses C'],
    ['in all', '猫が好き', '犬が好き'],
    ['in emoji', '🍉', '🍌'],
    ['having no words', 'the the', 'a a'],
  ])('%s', (_what, a, b) => {
    expect([isNearDuplicate(a, b), isNearDuplicate(b, a)]).toEqual([false, false]);
  });
});

it('of each group the first is kept, in order', () => {
  const texts = ['B is here.', 'a is there', 'b is here', '!', '?', 'A is there!'];
  expect(distinctBy(texts, (text) => text)).toEqual(['B is here.', 'a is there', '!', '?']);
});

it.each(['a', '(', '.', ' ', ',', '汉 ', "n't ", '...a', '\u0301', 'ﷺ'])('reads a million of %j to the end', (unit) => {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
  expect(isNearDuplicate(text, `${text}!x`)).toBe(false);
});
