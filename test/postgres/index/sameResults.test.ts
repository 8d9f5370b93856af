import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexDocument } from '../../../server/ports/searchIndex.js';
import { toDocument } from '../../../server/core/memory/commit.js';
import { createCorpus } from '../../bench/syntheticMemories.js';
import { documentOf, NOW, queryOf, sessionOf } from '../../core/retrieval/support.js';
import { isPostgresHere } from '../../support/databases.js';
import { answers, pairOf, startTables, type Pair } from './support.js';

describe.skipIf(!isPostgresHere())('the index on PostgreSQL and the one in memory', () => {
  let world: Awaited<ReturnType<typeof startTables>>;
  beforeAll(async () => {
    world = await startTables();
  });
  afterAll(() => world.stop());

  const told: IndexDocument[] = [
    ...sessionOf('talk', [
      ['Ann', 'Which instrument do you play?'],
      ['Bob', 'The bagpipe, since childhood.'],
      ['Ann', 'I adopted a puppy yesterday. It is called Rex.'],
      ['Bob', 'My violin was made in 1920 in Cremona.'],
    ]),
    documentOf('camel', 'The function getUserName in src/users/names.ts throws ERR-1234'),
    documentOf('chinese', '我爱吃西瓜和苹果', { appId: 'other' }),
    documentOf('party', 'We will meet on 3 May 2024 at the harbour', { kind: 'conversation' }),
    documentOf('screen', 'Invoice signed by Ingrid', {
      kind: 'screen',
      sessionId: 'recording',
      toldAt: NOW - 86_400_000,
    }),
    documentOf('screen2', 'Harbour plan', { kind: 'screen', sessionId: 'recording', toldAt: NOW - 86_300_000 }),
    documentOf('quoted', 'He said that the early bird catches the worm'),
    documentOf('painted', 'She painted a lake at sunrise'),
    documentOf('lake', 'We walked around the lake'),
    documentOf('foreign', 'Мы гуляли вокруг озера'),
  ];
  const questions = [
    'instrument',
    'What did Bob play as a child?',
    'What pet did Ann adopt?',
    'painting of the lake',
    'bagpype',
    'getUserName',
    'users/names.ts',
    '吃什么水果',
    'when do we meet at the harbour?',
    'what happened on 3 May 2024?',
    'what did I do yesterday?',
    '"the early bird"',
    'who signed the invoice',
    'how many',
    'озеро гуляла',
    'nothing of the sort xyzzy',
    '',
  ];

  describe('given a few things of every kind', () => {
    let pair: Pair;
    beforeAll(async () => {
      pair = pairOf(world.open().index);
      await pair.put(told);
    });

    it.each(questions)('answer the same to "%s"', async (text) => {
      const { memory, stored } = await answers(pair, queryOf(text));
      expect(stored).toEqual(memory);
    });

    it.each([
      { kinds: ['screen'] as const },
      { kinds: ['memory', 'conversation'] as const },
      { appIds: ['other'] },
      { appIds: [] },
      { sessionId: 'talk' },
      { sessionId: 'unknown' },
      { from: NOW - 90_000_000, to: NOW - 80_000_000 },
      { from: NOW - 80_000_000 },
      { to: NOW - 80_000_000 },
      { userId: null },
      { userId: 'nobody' },
      { limit: 2 },
      { explain: true },
    ])('answer the same under %j', async (condition) => {
      for (const text of questions) {
        const { memory, stored } = await answers(pair, queryOf(text, condition));
        expect({ text, hits: stored }).toEqual({ text, hits: memory });
      }
    });

    it('explain alike', async () => {
      const query = queryOf('What pet did Ann adopt?', { explain: true });
      expect((await pair.stored.search(query))[0]?.explanation).toEqual(pair.memory.search(query)[0]?.explanation);
    });
  });

  it('answer the same after any order of writing, replacing and removing', async () => {
    const pair = pairOf(world.open().index);
    const corpus = createCorpus(3);
    const documents = Array.from({ length: 600 }, (_, at) => ({
      ...toDocument(corpus.memory(at, { userId: 'writer', appId: `app${at % 3}` })),
      sessionId: at % 5 === 0 ? null : `session${Math.floor(at / 50)}`,
    }));
    for (let at = 0; at < documents.length; at += 70) await pair.put(documents.slice(at, at + 70));
    await pair.remove(documents.filter((_, at) => at % 7 === 0));
    await pair.put(
      documents
        .filter((_, at) => at % 11 === 0)
        .map((document, at) => ({
          ...document,
          text: `${documents[at + 5]?.text ?? ''} changed`,
          sessionId: at % 2 === 0 ? document.sessionId : 'elsewhere',
        })),
    );
    for (let at = 0; at < 60; at++) {
      const { memory, stored } = await answers(pair, queryOf(corpus.question(), { userId: 'writer' }));
      const plain = memory.filter(({ score }) => score > (memory[0]?.score ?? 0) / 2);
      expect(stored.slice(0, plain.length)).toEqual(plain);
      // What is found by weak evidence alone may give way to what is found by hardly weaker.
      for (const [place, { score }] of memory.entries()) expect(stored[place]?.score).toBeGreaterThan(0.9 * score);
    }
    await pair.remove(documents);
    expect(await pair.stored.search(queryOf(corpus.question(), { userId: 'writer' }))).toEqual([]);
  });
});
