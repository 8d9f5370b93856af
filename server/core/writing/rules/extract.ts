import type { Turn } from '../../../ports/entities.js';
import { splitSentences } from '../../text/sentences.js';
import { distinctBy } from '../../text/similar.js';
import { categorise } from './categorise.js';
import { isBoilerplate, isCourtesy, isOrder, isParticular, isStatement } from './statements.js';

export interface ExtractedFact {
  text: string;
  speaker: string | null;
  categories: string[];
}

/** Each fact is stored and searched for by itself; of a longer text the first ones stand for the rest. */
const MOST_FACTS = 200;

/**
 * The statements of a text or conversation worth keeping, in the words and the language they were made in: facts,
 * preferences, decisions, plans. Greetings, questions, orders and an assistant's phrases are left out; what is said
 * twice is kept once.
 */
export function extractFacts(content: string | Turn[]): ExtractedFact[] {
  const candidates = typeof content === 'string' ? fromText(content) : content.flatMap(fromTurn);
  return distinctBy(candidates, ({ text }) => text)
    .slice(0, MOST_FACTS)
    .map((candidate) => ({ ...candidate, categories: categorise(candidate.text) }));
}

type Candidate = Omit<ExtractedFact, 'categories'>;

/** A text of one statement is meant to be kept as it is, however it begins. */
function fromText(text: string): Candidate[] {
  const sentences = splitSentences(withoutCode(text));
  return sentences
    .filter((sentence) => isStatement(sentence) && (sentences.length === 1 || !isCourtesy(sentence)))
    .map((sentence) => ({ text: sentence, speaker: null }));
}

/** What the roles of a conversation with a machine are called; any other name is a person's. */
const USERS = new Set(['user', 'human', 'agent']);
const ASSISTANTS = new Set(['assistant', 'ai', 'model']);
const MACHINES = new Set(['system', 'developer', 'tool', 'function']);

function fromTurn({ role, content }: Turn): Candidate[] {
  const name = role.toLowerCase();
  if (MACHINES.has(name)) return [];
  const isPerson = !USERS.has(name) && !ASSISTANTS.has(name);
  return splitSentences(withoutCode(content))
    .filter((sentence) => isStatement(sentence) && !isCourtesy(sentence) && isToldBy(name, sentence))
    .map((sentence) => ({ text: sentence, speaker: isPerson ? role : null }));
}

/** Users give orders to assistants, and assistants talk much; what people say to each other is taken as it is. */
function isToldBy(name: string, sentence: string): boolean {
  if (USERS.has(name)) return !isOrder(sentence);
  return !ASSISTANTS.has(name) || (isParticular(sentence) && !isBoilerplate(sentence));
}

/** Without what stands between code fences; a fence that nobody closed takes nothing with it. */
function withoutCode(text: string): string {
  const parts = text.split(/^[ \t]{0,3}(?:```|~~~).*$/m);
  return parts.filter((_, index) => index % 2 === 0 || index === parts.length - 1).join('\n');
}
