import { describe, expect, it } from 'vitest';
import { isNearDuplicate } from '../../../server/core/text/similar.js';
import { splitSentences } from '../../../server/core/text/sentences.js';
import {
  consolidateByRules,
  mergeFacets,
  noteFromRules,
  renderAgentNote,
  renderNote,
} from '../../../server/core/writing/note.js';
import { categorise } from '../../../server/core/writing/rules/categorise.js';
import { extractFacts } from '../../../server/core/writing/rules/extract.js';
import { extractKeywords, extractTags } from '../../../server/core/writing/rules/keywords.js';
import { summarise } from '../../../server/core/writing/rules/summarise.js';
import type { NoteFacets } from '../../../server/ports/entities.js';

const texts = (content: Parameters<typeof extractFacts>[0]) => extractFacts(content).map(({ text }) => text);

describe('extraction', () => {
  it.each([
    'User prefers dark mode',
    'deploys go through blue/green',
    '爱吃瓜子',
    '我喜欢吃香蕉',
    'Мой проект называется Гроза',
    'Ich wohne seit Mai in Leipzig',
    'Budget for Q3 is 40k EUR',
    'The API key rotates every 90 days',
    'Meeting with Dana moved to Friday',
  ])('keeps a statement as it is: %s', (text) => {
    expect(texts(text)).toEqual([text]);
  });

  it.each([
    'Hello!',
    'hi there',
    'Thanks a lot!',
    'ok',
    '你好',
    '谢谢',
    '👍👍',
    '...',
    'How are you?',
    'What is the plan?',
    'Please write a poem',
    'can you help me with this',
    '帮我写一首诗',
    '你能做什么？',
    'Sounds good!',
  ])('drops what tells nothing: %s', (text) => {
    expect(texts(text)).toEqual([]);
  });

  it('keeps the statements of a conversation and drops the rest', () => {
    const facts = texts([
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: 'Hi! I work at Heron Labs as a data engineer. Can you review my SQL?' },
      { role: 'assistant', content: "Sure! I'd be happy to help. Let me know what the query is." },
      { role: 'user', content: 'I am allergic to peanuts, by the way.' },
      { role: 'assistant', content: 'Confirmed: the demo is on Thursday at 15:00.' },
    ]);
    expect(facts).toEqual([
      'I work at Heron Labs as a data engineer.',
      'I am allergic to peanuts, by the way.',
      'Confirmed: the demo is on Thursday at 15:00.',
    ]);
  });

  it('merges what is said twice, but not what differs in a number, a name or a no', () => {
    expect(texts('I like green tea. I like green tea!')).toHaveLength(1);
    expect(texts('The port is 8080. The port is 9090.')).toHaveLength(2);
    expect(texts('She likes jazz music. She does not like jazz music.')).toHaveLength(2);
  });

  it('remembers who spoke', () => {
    expect(extractFacts([{ role: 'Ana', content: 'I moved to Lisbon in May.' }])[0]?.speaker).toBe('Ana');
  });

  it.each(['a', '(', '。', '? ', '\n', 'x. ', '1 '])('reads a million of %j to the end', (unit) => {
    expect(Array.isArray(extractFacts(unit.repeat(1_000_000 / unit.length)))).toBe(true);
  });
});

describe('near duplicates', () => {
  it.each([
    ['The deploy runs on Tuesdays', 'the deploy runs on tuesday', true],
    ['爱吃西瓜', '爱吃西瓜。', true],
    ['爱吃西瓜', '爱吃香蕉', false],
    ['爱吃西瓜', '不爱吃西瓜', false],
    ['Room 12 is booked', 'Room 13 is booked', false],
    ['I met Anna in Rome', 'I met Berta in Rome', false],
  ])('%s ~ %s: %s', (a, b, same) => {
    expect(isNearDuplicate(a, b)).toBe(same);
  });
});

describe('sentences', () => {
  it('end where they end', () => {
    expect(splitSentences('Dr. Who came at 5 p.m. today. He left! 他来了。他走了？\n- a list item')).toEqual([
      'Dr. Who came at 5 p.m. today.',
      'He left!',
      '他来了。',
      '他走了？',
      'a list item',
    ]);
  });
});

describe('categories', () => {
  it.each([
    ['爱吃西瓜', 'preferences'],
    ['I love hiking', 'preferences'],
    ['My wife is called Ada', 'relationships'],
    ['Flight to Oslo on Monday', 'travel'],
    ['The PostgreSQL cluster runs on Linux', 'ai/ml & technology'],
    ['I am allergic to nuts', 'health'],
    ['我的妈妈住在上海', 'relationships'],
  ])('%s: %s', (text, category) => {
    expect(categorise(text)).toContain(category);
  });

  it('are none where nothing speaks for one, and three at most', () => {
    expect(categorise('zzz qqq')).toEqual([]);
    expect(categorise('I love my wife, my job, my doctor, my school, my bank and my trip').length).toBeLessThanOrEqual(
      3,
    );
  });
});

describe('summaries', () => {
  const text =
    'The heron database moved to Frankfurt. The weather was fine. The heron database now has replicas in Frankfurt and Dublin. Hello there! Nobody objected to the heron move.';
  it('take the weightiest sentences in their own order', () => {
    const { summary, keyPoints } = summarise(text, 25);
    expect(summary).toContain('heron database');
    expect(summary).not.toContain('Hello');
    expect(text.indexOf(summary.split('. ')[0] ?? '-')).toBeGreaterThanOrEqual(0);
    expect(keyPoints.length).toBeGreaterThan(0);
  });
  it('work for Chinese', () => {
    expect(summarise('数据库迁移到法兰克福。天气很好。数据库现在有两个副本。', 12).summary).toContain('数据库');
  });
});

describe('keywords and tags', () => {
  it('stand in the text', () => {
    expect(extractKeywords('Kubernetes upgrade failed, the Kubernetes node pool was drained', 3)[0]).toBe('kubernetes');
    expect(extractTags('machine learning pipeline for fraud detection', 5)).toContain('fraud detection');
    expect(extractKeywords('我喜欢西瓜，西瓜很甜', 2)).toContain('西瓜');
  });
});

describe('notes', () => {
  const facets: NoteFacets = {
    tags: ['a'],
    keywords: ['b', 'N/A'],
    queries: [],
    depth: 'low',
    quality: null,
    followUps: ['c'],
  };

  it('have a fixed order and no empty parts', () => {
    const note = renderNote({
      summary: 'S.',
      behaviour: ['N/A'],
      learnings: { worked: ['w'], failed: [] },
      guidance: { recommended: [], avoid: ['x'] },
      facets,
    });
    expect(note).toBe(
      '## Summary\n\nS.\n\n## Experience Learnings\n\n- Worked: w\n\n## Guidance\n\n- Avoid: x\n\n---\n\nTags: a | Keywords: b | Content depth: low | Follow-up areas: c',
    );
    expect(renderAgentNote('N.', facets)).toBe(
      '## Note\n\nN.\n\n---\n\nTags: a | Keywords: b | Depth: low | Follow-up: c',
    );
  });

  it('by rules claim nothing about behaviour', () => {
    const note = noteFromRules([
      { role: 'user', content: 'We decided to use Redis for the queue.' },
      { role: 'assistant', content: 'Great!' },
    ]);
    expect(note.summary).toContain('Redis');
    expect(note.behaviour).toEqual([]);
    expect(renderNote(note)).not.toContain('Behavioral');
  });

  it('merge their facets without losing tags of any script', () => {
    const other: NoteFacets = {
      ...facets,
      tags: ['西瓜', '香蕉', 'Machine Learning', 'machine-learning'],
      depth: 'high',
      quality: 'medium',
    };
    expect(mergeFacets(facets, other)).toMatchObject({
      tags: ['a', '西瓜', '香蕉', 'Machine Learning'],
      depth: 'high',
      quality: 'medium',
    });
  });

  it('consolidated by rules keep every fact of both', () => {
    const text = consolidateByRules(['Ana lives in Porto. Ana has two cats.'], 'Ana has two cats. Ana works at Heron.');
    expect(text).toBe('Ana lives in Porto. Ana has two cats. Ana works at Heron.');
  });
});
