import type { NoteFacets, Turn } from '../../ports/entities.js';
import { distinctLabels } from '../text/labels.js';
import { extractFacts } from './rules/extract.js';
import { facetsFromRules } from './rules/facets.js';
import { summarise } from './rules/summarise.js';

export { consolidateByRules } from './rules/consolidate.js';

/** A conversation condensed: what it was about, and what was learnt about how its people work. Empty parts are simply empty. */
export interface Note {
  summary: string;
  behaviour: string[];
  learnings: { worked: string[]; failed: string[] };
  guidance: { recommended: string[]; avoid: string[] };
  facets: NoteFacets;
}

/** The note as Markdown: fixed order, empty parts left out. Empty when the note says nothing. */
export function renderNote({ summary, behaviour, learnings, guidance, facets }: Note): string {
  const sections: [string, string[]][] = [
    ['Summary', known([summary])],
    ['Behavioral Patterns', bullets('', behaviour)],
    [
      'Experience Learnings',
      [...bullets('Worked: ', learnings.worked), ...bullets('Did not work: ', learnings.failed)],
    ],
    ['Guidance', [...bullets('Do: ', guidance.recommended), ...bullets('Avoid: ', guidance.avoid)]],
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
  return body.length === 0 ? '' : collapse([...body, footer].join('\n\n'));
}

/** The short form that agents write: one narrative and its footer. */
export function renderAgentNote(narrative: string, facets: NoteFacets): string {
  const footer = footerOf([
    ['Tags', facets.tags],
    ['Keywords', facets.keywords],
    ['Depth', facets.depth ? [facets.depth] : []],
    ['Follow-up', facets.followUps],
  ]);
  return collapse([`## Note\n\n${narrative}`, footer].join('\n\n'));
}

function footerOf(parts: [string, string[]][]): string {
  const filled = parts.filter(([, items]) => known(items).length > 0);
  return filled.length === 0
    ? ''
    : `---\n\n${filled.map(([title, items]) => `${title}: ${known(items).join(', ')}`).join(' | ')}`;
}

function bullets(label: string, items: string[]): string[] {
  return known(items).map((item) => `- ${label}${item}`);
}

function known(items: string[]): string[] {
  return items.filter((item) => item.trim() !== '' && !/^n\/?a\.?$/i.test(item.trim()));
}

function collapse(text: string): string {
  return text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/ {2,}/g, ' ')
    .trim();
}

const NARRATIVE_WORDS = 180;

/** What rules can honestly say of a conversation: its statements and its words; nothing about anybody's behaviour. */
export function noteFromRules(turns: Turn[]): Note {
  const told = extractFacts(turns)
    .map(({ text }) => text)
    .join('\n');
  return {
    summary: summarise(told === '' ? turns : told, NARRATIVE_WORDS).summary,
    behaviour: [],
    learnings: { worked: [], failed: [] },
    guidance: { recommended: [], avoid: [] },
    facets: facetsFromRules(turns, told || textOf(turns)),
  };
}

/** As `noteFromRules`, in the short form. What an agent hands over is never dropped: without statements it stands as it is. */
export function agentNoteFromRules(turns: Turn[]): { narrative: string; facets: NoteFacets } {
  const { summary } = summarise(turns, NARRATIVE_WORDS);
  const narrative = summary === '' ? textOf(turns).trim() : summary;
  return { narrative, facets: facetsFromRules(turns, narrative) };
}

function textOf(turns: Turn[]): string {
  return turns.map(({ content }) => content).join('\n');
}

const LEVELS = ['low', 'medium', 'high'] as const;
type Level = (typeof LEVELS)[number] | null;
const higher = (a: Level, b: Level): Level =>
  a === null || b === null ? (a ?? b) : LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b;

/** Everything of both, what is alike once; the deeper, the better. */
export function mergeFacets(a: NoteFacets, b: NoteFacets): NoteFacets {
  return {
    tags: distinctLabels([...a.tags, ...b.tags]),
    keywords: distinctLabels([...a.keywords, ...b.keywords]),
    queries: distinctLabels([...a.queries, ...b.queries]),
    depth: higher(a.depth, b.depth),
    quality: higher(a.quality, b.quality),
    followUps: distinctLabels([...a.followUps, ...b.followUps]),
  };
}
