import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import type { LexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import type { IndexDocument, IndexQuery } from '../../../../server/ports/searchIndex.js';
import { documentOf, NOW, queryOf, sessionOf } from '../support.js';

function indexOf(...documents: IndexDocument[]): LexicalIndex {
  const index = createLexicalIndex();
  index.put(documents);
  return index;
}

const idsOf = (index: LexicalIndex, text: string, other: Partial<IndexQuery> = {}): string[] =>
  index.search(queryOf(text, other)).map((hit) => hit.id);

describe('finding', () => {
  it('finds by any form of a word, the rarest word first', () => {
    const index = indexOf(
      documentOf('paint', 'She painted a lake at sunrise'),
      documentOf('lake', 'We walked around the lake'),
      documentOf('pond', 'A lake is larger than a pond'),
    );
    expect(idsOf(index, 'painting of the lake')[0]).toBe('paint');
    expect(idsOf(index, 'volcano')).toEqual([]);
  });

  it('sees an add, an update and a removal at once', () => {
    const index = indexOf(documentOf('a', 'likes tea'));
    index.put([documentOf('b', 'likes coffee')]);
    expect(idsOf(index, 'coffee')).toEqual(['b']);
    index.put([documentOf('b', 'likes cocoa')]);
    expect(idsOf(index, 'coffee')).toEqual([]);
    expect(idsOf(index, 'cocoa')).toEqual(['b']);
    index.remove(['b', 'unknown']);
    expect(idsOf(index, 'cocoa')).toEqual([]);
    expect(index.status().documents).toBe(1);
  });

  it('finds a turn through what its neighbours say, and no longer once they are gone', () => {
    const index = indexOf(
      ...sessionOf('s', [
        ['Ann', 'Which instrument do you play?'],
        ['Bob', 'The bagpipe, since childhood.'],
      ]),
    );
    expect(idsOf(index, 'instrument')).toEqual(expect.arrayContaining(['s1', 's2']));
    index.remove(['s1']);
    expect(idsOf(index, 'instrument')).toEqual([]);
  });

  it('orders a session by the time told of, not by arrival', () => {
    const [first, second, third] = sessionOf('s', [
      ['Ann', 'zebra'],
      ['Bob', 'mid'],
      ['Ann', 'last'],
    ]) as [IndexDocument, IndexDocument, IndexDocument];
    const index = indexOf(third, first, second);
    const scores = new Map(index.search(queryOf('zebra')).map((hit) => [hit.id, hit.score]));
    expect(scores.get('s1')).toBeGreaterThan(scores.get('s2')!);
    expect(scores.get('s2')).toBeGreaterThan(scores.get('s3')!);
  });

  it('keeps the sessions of two apps apart even when they share an id', () => {
    const [question, answer] = sessionOf('s', [
      ['Ann', 'Which instrument?'],
      ['Bob', 'The bagpipe.'],
    ]) as [IndexDocument, IndexDocument];
    const index = indexOf(question, { ...answer, appId: 'other' });
    expect(idsOf(index, 'instrument')).toEqual(['s1']);
  });

  it('prefers what the person asked about said', () => {
    const index = indexOf(
      documentOf('bob', 'I adopted a puppy', { speaker: 'Bob', sessionId: 'x' }),
      documentOf('ann', 'I adopted a puppy', { speaker: 'Ann', sessionId: 'y' }),
    );
    expect(idsOf(index, 'What pet did Bob adopt?')[0]).toBe('bob');
    expect(idsOf(index, 'What pet did Ann adopt?')[0]).toBe('ann');
  });

  it('prefers a statement to a question', () => {
    const index = indexOf(documentOf('asks', 'Do you like pottery?'), documentOf('tells', 'I do like pottery a lot'));
    expect(idsOf(index, 'who likes pottery')[0]).toBe('tells');
  });

  it('prefers what speaks of the time asked for, however it says so', () => {
    const index = indexOf(
      documentOf('march', 'Went hiking in the hills', { toldAt: Date.UTC(2024, 2, 3) }),
      documentOf('yesterday', 'Went hiking in the hills yesterday', { toldAt: Date.UTC(2023, 5, 11) }),
    );
    expect(idsOf(index, 'hiking on 10 June 2023')[0]).toBe('yesterday');
    expect(idsOf(index, 'hiking in March 2024')[0]).toBe('march');
  });

  it('finds one of a kind when asked for the kind', () => {
    const index = indexOf(documentOf('violin', 'I got a violin'), documentOf('bowl', 'I got a bowl'));
    expect(idsOf(index, 'which instruments are there')).toEqual(['violin']);
  });

  it('finds despite a slip in the query', () => {
    const index = indexOf(
      documentOf('shelter', 'volunteers at the shelter'),
      documentOf('other', 'walks at the shore'),
    );
    expect(idsOf(index, 'sheltre')).toEqual(['shelter']);
    expect(idsOf(index, 'voluntering')).toEqual(['shelter']);
  });

  it('prefers what has the quoted phrase', () => {
    const index = indexOf(
      documentOf('apart', 'the garden had a secret, a garden of roses'),
      documentOf('title', 'reading The Secret Garden again'),
    );
    expect(idsOf(index, 'who read "the secret garden"')[0]).toBe('title');
  });

  it('prefers what tells the sort of fact asked for', () => {
    const index = indexOf(
      documentOf('vague', 'she joined the choir'),
      documentOf('dated', 'she joined the choir in March 2021'),
      documentOf('placed', 'she joined the choir of Lisbon'),
    );
    expect(idsOf(index, 'when did she join the choir')[0]).toBe('dated');
    expect(idsOf(index, 'where did she join the choir')[0]).toBe('placed');
  });

  it('finds by time alone', () => {
    const index = indexOf(
      documentOf('old', 'lunch with the team', { toldAt: NOW - 40 * 86_400_000 }),
      documentOf('recent', 'lunch with the team', { toldAt: NOW - 86_400_000 }),
    );
    expect(idsOf(index, 'what did I do yesterday?')).toEqual(['recent']);
    expect(idsOf(index, '昨天做了什么')).toEqual(['recent']);
  });

  it('does not let a long text win by its length', () => {
    const words = Array.from({ length: 3000 }, (_, i) => `filler${String(i)}`).join(' ');
    const index = indexOf(
      documentOf('page', `${words} harbour harbour ${words} ferry`),
      documentOf('note', 'the ferry leaves from the harbour'),
    );
    expect(idsOf(index, 'harbour ferry')[0]).toBe('note');
  });

  it('finds the same first hits whatever the limit', () => {
    const speakers = ['Ann', 'Bob', 'Cid'];
    const index = indexOf(
      ...Array.from({ length: 400 }, (_, i) => {
        const text = `kite${String(i % 7)} red wind ${'hill '.repeat(i % 4)}${i % 5 === 0 ? 'in Lisbon' : ''}${i % 3 === 0 ? ' twice' : ''}`;
        const toldAt = NOW - i * 3_600_000;
        return documentOf(`d${String(i)}`, text, {
          sessionId: `s${String(i >> 3)}`,
          speaker: speakers[i % 3] ?? null,
          toldAt,
        });
      }),
    );
    for (const text of [
      'kite3 hill',
      'where did Bob fly kite3 last week',
      'how many times was Cid on the hill',
      'when "red wind"',
    ]) {
      expect(idsOf(index, text, { limit: 5 })).toEqual(idsOf(index, text, { limit: 1000 }).slice(0, 5));
    }
  });

  it('lets the newer win among equals', () => {
    const index = indexOf(
      documentOf('new', 'office is in Berlin', { toldAt: NOW - 1000 }),
      documentOf('old', 'office is in Berlin', { toldAt: NOW - 400 * 86_400_000 }),
    );
    expect(idsOf(index, 'where is the office')).toEqual(['new', 'old']);
  });
});

describe('scope', () => {
  const index = indexOf(
    documentOf('m', 'red kite'),
    documentOf('s', 'red kite', { kind: 'screen', appId: 'memscreen', sessionId: 'rec', toldAt: NOW - 5000 }),
    documentOf('o', 'red kite', { userId: 'bob' }),
  );
  it.each<[string, Partial<IndexQuery>, string[]]>([
    ['a user', {}, ['m', 's']],
    ['every user', { userId: null }, ['m', 'o', 's']],
    ['an unknown user', { userId: 'eve' }, []],
    ['an app', { appIds: ['memscreen'] }, ['s']],
    ['no app', { appIds: [] }, []],
    ['a kind', { kinds: ['memory'] }, ['m']],
    ['a session', { sessionId: 'rec' }, ['s']],
    ['from a time', { from: NOW - 5000 }, ['s']],
    ['to a time', { to: NOW - 5001 }, ['m']],
    ['a limit of none', { limit: 0 }, []],
  ])('keeps to %s', (_name, other, expected) => {
    expect(idsOf(index, 'kite', other).sort()).toEqual(expected);
  });

  it('scores the same whatever other users keep', () => {
    const alone = indexOf(documentOf('a', 'red kite'), documentOf('b', 'blue kite'));
    const among = indexOf(documentOf('a', 'red kite'), documentOf('b', 'blue kite'));
    for (let i = 0; i < 50; i++) among.put([documentOf(`x${String(i)}`, 'red red red', { userId: 'bob' })]);
    expect(among.search(queryOf('red kite'))).toEqual(alone.search(queryOf('red kite')));
  });
});

describe('forgetting', () => {
  it('leaves no trace in scores or statistics after many adds, updates and removals', () => {
    const kept = sessionOf('k', [
      ['Ann', 'the red kite flew'],
      ['Bob', 'over a green hill'],
      ['Ann', 'and back again'],
    ]);
    const fresh = indexOf(...kept);
    const churned = indexOf(...kept.map((document) => ({ ...document, text: 'something else entirely' })));
    for (let round = 0; round < 5; round++) {
      const passing = Array.from({ length: 300 }, (_, i) =>
        documentOf(`p${String(i)}`, `red kite ${String(i)} round ${String(round)}`, {
          sessionId: 'k',
          speaker: `S${String(i)}`,
        }),
      );
      churned.put(passing);
      churned.remove(passing.map((document) => document.id));
    }
    churned.put(kept);
    expect(churned.search(queryOf('red kite on the hill', { explain: true }))).toEqual(
      fresh.search(queryOf('red kite on the hill', { explain: true })),
    );
  });

  it('gives its memory back', () => {
    const index = indexOf(documentOf('a', 'stays'));
    const before = index.status().bytes;
    const passing = Array.from({ length: 2000 }, (_, i) =>
      documentOf(`p${String(i)}`, `word${String(i)} shared`, { userId: 'bob' }),
    );
    index.put(passing);
    expect(index.status().bytes).toBeGreaterThan(before * 100);
    index.remove(passing.map((document) => document.id));
    expect(index.status()).toEqual({ documents: 1, bytes: before });
  });
});

describe('any query at all', () => {
  const index = indexOf(documentOf('a', 'an ordinary memory'), documentOf('b', 'C++ and "quotes" (and brackets)'));
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['punctuation', '?!.,;:()[]{}"\'`~^*%$#@&|\\/<>=+-_'],
    ['operators', 'memory AND OR NOT NEAR( * "unbalanced -x +y a:b ~3 ^2 /re[gex/'],
    ['stop words', 'who is it that was the'],
    ['lone surrogates', '\ud800 memory \udfff'],
    ['zero bytes', '\u0000memory\u0000'],
    ['object keys', '__proto__ constructor toString hasOwnProperty'],
    ['right to left', '\u202eيرومم\u202c'],
    ['one endless word', 'a'.repeat(100_000)],
    ['one endless compound', 'aB_c/'.repeat(20_000)],
    ['endless words', 'memory another thing '.repeat(5_000)],
    ['endless distinct words', Array.from({ length: 15_000 }, (_, i) => `w${String(i)}`).join(' ')],
    ['endless ideographs', '我喜欢吃西瓜'.repeat(10_000)],
    ['endless dates', 'last week 3 May 2023 上周五 '.repeat(5_000)],
    ['endless digits', '9'.repeat(100_000)],
    ['endless marks', `e${'\u0301'.repeat(100_000)}`],
    ['endless emoji', '🎉'.repeat(25_000)],
  ])('answers %s', (_name, text) => {
    expect(Array.isArray(index.search(queryOf(text, { explain: true })))).toBe(true);
  });

  it('indexes texts as odd as its queries', () => {
    const odd = indexOf(
      documentOf('long', `${'a'.repeat(100_000)} needle`),
      documentOf('empty', ''),
      documentOf('keys', '__proto__ constructor'),
    );
    expect(idsOf(odd, 'needle')).toEqual(['long']);
    expect(idsOf(odd, 'constructor')).toEqual(['keys']);
    odd.remove(['long', 'empty', 'keys']);
    expect(odd.status().documents).toBe(0);
  });
});
