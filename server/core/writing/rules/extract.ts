import type { Turn } from '../../../ports/entities.js';
import { isNearDuplicate } from '../../text/similar.js';
import { splitSentences } from '../../text/sentences.js';
import { categorise } from './categorise.js';
import { isBoilerplate, isParticular, isSmallTalk, isStatement } from './statements.js';

export interface ExtractedFact {
  text: string;
  speaker: string | null;
  categories: string[];
}

/** Of one conversation; more says less. */
const MOST_FACTS = 50;
const COMPARED = 200;

/**
 * The statements of a text or conversation worth keeping, in the words and the language they were made in: facts,
 * preferences, decisions, plans. Greetings, questions, orders and an assistant's phrases are left out; what is said
 * twice is kept once.
 */
export function extractFacts(content: string | Turn[]): ExtractedFact[] {
  const candidates = typeof content === 'string' ? fromText(content) : content.flatMap(fromTurn);
  const kept: ExtractedFact[] = [];
  for (const candidate of candidates.slice(0, COMPARED)) {
    if (kept.length < MOST_FACTS && !kept.some((fact) => isNearDuplicate(fact.text, candidate.text))) {
      kept.push({ ...candidate, categories: categorise(candidate.text) });
    }
  }
  return kept;
}

type Candidate = Omit<ExtractedFact, 'categories'>;

/** A text that is one statement is meant to be kept as it is. */
function fromText(text: string): Candidate[] {
  const sentences = splitSentences(text);
  const [only] = sentences;
  if (only !== undefined && sentences.length === 1 && !isSmallTalk(only) && isStatement(only))
    return [{ text: only, speaker: null }];
  return sentences
    .filter((sentence) => isStatement(sentence) && !isBoilerplate(sentence))
    .map((sentence) => ({ text: sentence, speaker: null }));
}

const ROLES = new Set(['user', 'assistant', 'system', 'agent', 'human', 'ai', 'tool', 'function', 'model']);

function fromTurn({ role, content }: Turn): Candidate[] {
  const lower = role.toLowerCase();
  if (lower === 'system' || lower === 'tool') return [];
  const isAssistant = lower === 'assistant' || lower === 'ai' || lower === 'model';
  const speaker = ROLES.has(lower) ? null : role;
  return fromText(content)
    .filter(({ text }) => !isAssistant || (!isBoilerplate(text) && isParticular(text)))
    .map(({ text }) => ({ text, speaker }));
}
