import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import { documentOf, queryOf, sessionOf } from '../support.js';

const MEMORIES: Record<string, string> = {
  pottery: 'Melanie signed up for a pottery class on Tuesday because clay calms her',
  deploy: 'The staging deploy failed because the migration lock was held by another pod',
  allergy: 'User is allergic to peanuts and carries an epinephrine pen',
  flight: 'Flight to Lisbon leaves on Friday morning from gate 22',
  melon: '他夏天最爱吃冰镇西瓜',
  office: '公司下个月搬到上海浦东的新办公室',
  editor: 'Prefers dark theme and tabs over spaces in the editor',
  sister: 'My sister Nadia moved to Toronto and works as a nurse',
};

const index = createLexicalIndex();
index.put(Object.entries(MEMORIES).map(([id, text]) => documentOf(id, text)));

function similarity(query: string, id: string): number {
  return index.search(queryOf(query, { limit: 100 })).find((hit) => hit.id === id)?.similarity ?? 0;
}

describe('similarity', () => {
  it.each(Object.entries(MEMORIES))('is near 1 for the same text: %s', (id, text) => {
    expect(similarity(text, id)).toBeGreaterThan(0.95);
    expect(similarity(text, id)).toBeLessThanOrEqual(1);
  });

  it.each([
    ['Which class did Melanie sign up for?', 'pottery'],
    ['Why did the staging deploy fail?', 'deploy'],
    ['What is the user allergic to?', 'allergy'],
    ['When does the flight to Lisbon leave?', 'flight'],
    ['Does the user prefer tabs or spaces?', 'editor'],
    ['Where does my sister work?', 'sister'],
    ['他爱吃西瓜吗', 'melon'],
    ['公司什么时候搬到上海', 'office'],
  ])('is well above the recall threshold for a good question: %s', (query, id) => {
    expect(similarity(query, id)).toBeGreaterThan(0.4167);
    expect(similarity(query, id)).toBeLessThan(0.9);
  });

  it.each([
    'How tall is the Eiffel tower?',
    'my friend bought a red bicycle',
    '天气预报说明天下雨',
    'class struggle in nineteenth century novels',
    'the new phone battery lasts long',
  ])('is under 0.3 for what is unrelated: %s', (query) => {
    for (const id of Object.keys(MEMORIES)) expect(similarity(query, id)).toBeLessThan(0.3);
  });

  it('counts what a neighbour says, but less than what the memory says itself', () => {
    const session = createLexicalIndex();
    session.put(
      sessionOf('s', [
        ['Ann', 'Is the telescope yours?'],
        ['Bob', 'Since my graduation.'],
      ]),
    );
    const hits = new Map(session.search(queryOf('telescope')).map((hit) => [hit.id, hit.similarity]));
    expect(hits.get('s2')).toBeGreaterThan(0.2);
    expect(hits.get('s2')).toBeLessThan(0.6 * hits.get('s1')!);
  });

  it('is above the link threshold for a slight rewording', () => {
    expect(
      similarity('Melanie has signed up for a pottery class on Tuesday as clay calms her', 'pottery'),
    ).toBeGreaterThan(0.7);
  });

  it('is the same in a store of one memory as among hundreds', () => {
    const alone = createLexicalIndex();
    alone.put([documentOf('deploy', MEMORIES.deploy!)]);
    const crowd = createLexicalIndex();
    crowd.put([documentOf('deploy', MEMORIES.deploy!)]);
    crowd.put(
      Array.from({ length: 500 }, (_, i) =>
        documentOf(`n${String(i)}`, `note ${String(i)} about topic${String(i % 50)}`),
      ),
    );
    const of = (from: typeof alone): number =>
      from.search(queryOf('why did the deploy fail on staging'))[0]!.similarity;
    expect(Math.abs(of(alone) - of(crowd))).toBeLessThan(0.1);
  });
});
