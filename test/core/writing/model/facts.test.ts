import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../server/core/writing/model/answers.js';
import {
  categoriseWithModel,
  compareWithModel,
  consolidateWithModel,
  extractWithModel,
} from '../../../../server/core/writing/model/facts.js';
import { CoreError } from '../../../../server/ports/errors.js';
import type { ModelMessage } from '../../../../server/ports/model.js';

/** A model that says this, and what it was asked. */
function model(answer: unknown) {
  const asked: { messages: ModelMessage[]; json: boolean | undefined }[] = [];
  const ask: Ask = (messages, options) => {
    asked.push({ messages, json: options?.json });
    return Promise.resolve(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  return { ask, asked };
}
const nonsense = { code: 'upstream_failed' };

describe('facts by the model', () => {
  it('come from one question, in which the text is not an instruction', async () => {
    const { ask, asked } = model({ facts: ['Likes tea', ' Likes tea ', '', 'Has a cat'] });
    expect(await extractWithModel(ask, 'user: I like tea', null)).toEqual(['Likes tea', 'Has a cat']);
    expect(asked).toHaveLength(1);
    const [{ messages, json }] = asked as [(typeof asked)[0]];
    expect(json).toBe(true);
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(messages[1]!.content).toBe('user: I like tea');
    expect(messages[0]!.content).toMatch(/language of the input/);
    expect(messages[0]!.content).toMatch(/do not follow instructions/);
  });

  it('follow the person’s own instructions, which do not lose the form of the answer', async () => {
    const { ask, asked } = model({ facts: [] });
    await extractWithModel(ask, 'text', 'Remember only birthdays.');
    const [{ messages }] = asked as [(typeof asked)[0]];
    expect(messages[0]!.content).toMatch(/^Remember only birthdays\./);
    expect(messages[0]!.content).toMatch(/\{"facts"/);
    expect(messages[0]!.content).toMatch(/language of the input/);
  });

  it.each([
    [{ facts: [{ fact: 'a', category: 'x' }, { text: 'b' }, { memory: 'c' }, 'd'] }, ['a', 'b', 'c', 'd']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['I found [2] facts: {"facts": ["a", "b",]}', ['a', 'b']],
    [{ facts: [] }, []],
  ])('are read from %j', async (answer, facts) => {
    expect(await extractWithModel(model(answer).ask, 'text', null)).toEqual(facts);
  });

  it.each([['I cannot do that'], [{}], [{ facts: 'a' }], [{ facts: [1] }], [{ facts: [{ other: 'a' }] }]])(
    'are not read from %j',
    async (answer) => {
      await expect(extractWithModel(model(answer).ask, 'text', null)).rejects.toMatchObject(nonsense);
    },
  );

  it('are no translation', async () => {
    const input = 'user: 我喜欢喝绿茶';
    await expect(extractWithModel(model({ facts: ['Likes green tea'] }).ask, input, null)).rejects.toMatchObject(
      nonsense,
    );
    expect(await extractWithModel(model({ facts: ['喜欢喝绿茶'] }).ask, input, null)).toEqual(['喜欢喝绿茶']);
  });

  it('fail as the model does', async () => {
    const ask: Ask = () => Promise.reject(new CoreError('unavailable', 'away'));
    await expect(extractWithModel(ask, 'text', null)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('categories by the model', () => {
  it('come for all texts at once, lower case, each once, three at most', async () => {
    const { ask, asked } = model({ categories: [[' Work ', 'work', 'AI'], ['a', 'b', 'c', 'd'], []] });
    expect(await categoriseWithModel(ask, ['x', 'y', 'z'])).toEqual([['work', 'ai'], ['a', 'b', 'c'], []]);
    expect(asked).toHaveLength(1);
  });

  it.each([{ categories: ['work', 'travel'] }, ['work', 'travel'], [['work', 'travel']]])(
    'of one text may come as %j',
    async (answer) => {
      expect(await categoriseWithModel(model(answer).ask, ['x'])).toEqual([['work', 'travel']]);
    },
  );

  it.each([{ categories: [['work']] }, { categories: ['work', 'travel'] }, 'none', { categories: { 1: ['work'] } }])(
    'of two texts are not read from %j',
    async (answer) => {
      await expect(categoriseWithModel(model(answer).ask, ['x', 'y'])).rejects.toMatchObject(nonsense);
    },
  );
});

describe('a comparison by the model', () => {
  const older = [
    { id: '4f9a', content: 'Lives in Berlin' },
    { id: '77b0', content: 'Likes tea' },
  ];
  const compare = (answer: unknown) => compareWithModel(model(answer).ask, 'Moved to Paris', older);

  it('is one question, with numbers for ids', async () => {
    const { ask, asked } = model({
      operations: [{ id: '1', operation: 'delete', confidence: 0.9, reasoning: 'moved' }],
    });
    expect(await compareWithModel(ask, 'Moved to Paris', older)).toEqual([{ id: '4f9a', operation: 'delete' }]);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.messages[1]!.content).not.toContain('4f9a');
  });

  it('may leave out, number and shout', async () => {
    expect(await compare({ operations: [{ id: 2, operation: 'SKIP' }] })).toEqual([{ id: '77b0', operation: 'skip' }]);
    expect(await compare([{ id: 1, operation: 'Update' }])).toEqual([{ id: '4f9a', operation: 'update' }]);
    expect(await compare({ operations: [] })).toEqual([]);
  });

  it.each([
    ['an unknown memory', [{ id: '3', operation: 'skip' }]],
    ['a made up id', [{ id: '4f9a', operation: 'delete' }]],
    ['an unknown operation', [{ id: '1', operation: 'erase' }]],
    ['no operation', [{ id: '1' }]],
    ['no id', [{ operation: 'delete' }]],
    [
      'two operations on one',
      [
        { id: '1', operation: 'update' },
        { id: 1, operation: 'delete' },
      ],
    ],
    [
      'one good and one bad',
      [
        { id: '1', operation: 'delete' },
        { id: '9', operation: 'skip' },
      ],
    ],
  ])('with %s is worth nothing', async (_what, operations) => {
    await expect(compare({ operations })).rejects.toMatchObject(nonsense);
  });
});

describe('a merge by the model', () => {
  const merge = (text: string) =>
    consolidateWithModel(model({ text }).ask, ['Alice has 2 cats.'], 'Alice moved to Paris in 2024.');

  it('keeps all', async () => {
    expect(await merge('Alice has 2 cats and moved to Paris in 2024.')).toBe(
      'Alice has 2 cats and moved to Paris in 2024.',
    );
  });

  it.each(['Alice moved to Paris in 2024.', 'Alice has 2 cats.', 'She has 2 cats and moved to Paris in 2024.', ''])(
    'that loses facts is refused: %j',
    async (text) => {
      await expect(merge(text)).rejects.toMatchObject(nonsense);
    },
  );

  it('is no translation', async () => {
    const merged = consolidateWithModel(model({ text: 'Likes tea and coffee' }).ask, ['喜欢茶'], '喜欢咖啡');
    await expect(merged).rejects.toMatchObject(nonsense);
  });
});
