import type { NoteFacets, Turn } from '../../ports/entities.js';
import { distinctLabels, isNearDuplicate } from '../text/similar.js';
import { splitSentences } from '../text/sentences.js';
import { extractFacts } from './rules/extract.js';
import { extractKeywords, extractTags } from './rules/keywords.js';
import { isQuestion } from './rules/statements.js';
import { summarise } from './rules/summarise.js';

/** A conversation condensed: what it was about, and what was learnt about how its people work. Empty parts are simply empty. */
export interface Note {
  summary: string;
  behaviour: string[];
  learnings: { worked: string[]; failed: string[] };
  guidance: { recommended: string[]; avoid: string[] };
  facets: NoteFacets;
}

const NARRATIVE_WORDS = 180;
const MOST = { tags: 8, keywords: 10, queries: 4, followUps: 2 } as const;

/** The note as Markdown: fixed order, empty parts left out. */
export function renderNote({ summary, behaviour, learnings, guidance, facets }: Note): string {
  const known = (items: string[]): string[] => items.filter(isKnown);
  const sections: [string, string[]][] = [
    ['Summary', known([summary])],
    ['Behavioral Patterns', known(behaviour).map(bullet)],
    [
      'Experience Learnings',
      [
        ...known(learnings.worked).map((item) => bullet(`Worked: ${item}`)),
        ...known(learnings.failed).map((item) => bullet(`Did not work: ${item}`)),
      ],
    ],
    [
      'Guidance',
      [
        ...known(guidance.recommended).map((item) => bullet(`Do: ${item}`)),
        ...known(guidance.avoid).map((item) => bullet(`Avoid: ${item}`)),
      ],
    ],
  ];
  const body = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}`);
  const footer = footerOf([
    ['Tags', facets.tags],
    ['Keywords', facets.keywords],
    ['Content depth', facets.depth ? [facets.depth] : []],
    ['Follow-up areas', facets.followUps],
  ]);
  return body.length === 0 ? '' : collapse([...body, footer].filter(Boolean).join('\n\n'));
}

/** The short form that agents write: one narrative and its footer. */
export function renderAgentNote(narrative: string, facets: NoteFacets): string {
  const footer = footerOf([
    ['Tags', facets.tags],
    ['Keywords', facets.keywords],
    ['Depth', facets.depth ? [facets.depth] : []],
    ['Follow-up', facets.followUps],
  ]);
  return collapse([`## Note\n\n${narrative}`, footer].filter(Boolean).join('\n\n'));
}

function footerOf(parts: [string, string[]][]): string {
  const known = parts
    .map(([title, items]): [string, string[]] => [title, items.filter(isKnown)])
    .filter(([, items]) => items.length > 0);
  return known.length === 0
    ? ''
    : `---\n\n${known.map(([title, items]) => `${title}: ${items.join(', ')}`).join(' | ')}`;
}

const bullet = (text: string): string => `- ${text}`;
const isKnown = (text: string): boolean => text.trim() !== '' && !/^n\/?a\.?$/i.test(text.trim());
const collapse = (text: string): string =>
  text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/ {2,}/g, ' ')
    .trim();

/** What rules can honestly say of a conversation: its statements and its words; nothing about anybody's behaviour. */
export function noteFromRules(turns: Turn[]): Note {
  const text = turns.map(({ content }) => content).join('\n');
  const facts = extractFacts(turns).map((fact) => fact.text);
  const { summary } = summarise(facts.length > 0 ? facts.join('\n') : text, NARRATIVE_WORDS);
  return {
    summary,
    behaviour: [],
    learnings: { worked: [], failed: [] },
    guidance: { recommended: [], avoid: [] },
    facets: facetsFromRules(text, turns),
  };
}

export function agentNoteFromRules(turns: Turn[]): { narrative: string; facets: NoteFacets } {
  const text = turns.map(({ content }) => content).join('\n');
  const { summary } = summarise(turns, NARRATIVE_WORDS);
  return { narrative: summary === '' ? text.trim() : summary, facets: facetsFromRules(text, turns) };
}

function facetsFromRules(text: string, turns: Turn[]): NoteFacets {
  const questions = turns
    .flatMap(({ content }) => splitSentences(content))
    .filter((sentence) => isQuestion(sentence) && sentence.length < 200);
  const words = text.length;
  return {
    tags: extractTags(text, MOST.tags),
    keywords: extractKeywords(text, MOST.keywords),
    queries: distinctLabels(questions).slice(0, MOST.queries),
    depth: words > 4000 ? 'high' : words > 800 ? 'medium' : 'low',
    quality: null,
    followUps: [],
  };
}

const LEVELS = ['low', 'medium', 'high'] as const;
const best = <T extends (typeof LEVELS)[number]>(a: T | null, b: T | null): T | null =>
  a === null || b === null ? (a ?? b) : LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b;

/** Everything of both, what is alike once; the deeper, the better. */
export function mergeFacets(a: NoteFacets, b: NoteFacets): NoteFacets {
  return {
    tags: distinctLabels([...a.tags, ...b.tags]),
    keywords: distinctLabels([...a.keywords, ...b.keywords]),
    queries: distinctLabels([...a.queries, ...b.queries]),
    depth: best(a.depth, b.depth),
    quality: best(a.quality, b.quality),
    followUps: distinctLabels([...a.followUps, ...b.followUps]),
  };
}

/** A text with every sentence of the older ones and what the newer adds; what is said twice stands once. */
export function consolidateByRules(older: string[], newer: string): string {
  const kept: string[] = [];
  for (const sentence of [...older, newer].flatMap((text) => text.split('\n')).flatMap(splitSentences)) {
    if (!kept.some((known) => isNearDuplicate(known, sentence))) kept.push(sentence);
  }
  return kept.map((sentence) => (/[\p{P}]$/u.test(sentence) ? sentence : `${sentence}.`)).join(' ');
}
