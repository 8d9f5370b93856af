import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import type { NoteFacets } from '../../../ports/entities.js';
import type { Note } from '../note.js';
import { askFor, type Ask } from './answers.js';
import { keepsLanguage, KEEP_LANGUAGE } from './language.js';

const NOTHING = /^\s*(?:n\/?a\.?)?\s*$/i;

/** A list of texts, however it comes, without the parts that say nothing. */
const texts = z
  .unknown()
  .optional()
  .transform((value) => {
    const parts = Array.isArray(value) ? value : [value];
    return parts.filter((part): part is string => typeof part === 'string' && !NOTHING.test(part));
  });
const list = (most: number) => texts.transform((items) => items.slice(0, most));
const text = texts.transform((items) => items.join('; '));
const part = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => (typeof value === 'object' && value !== null ? value : {}), z.object(shape));
const level = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['high', 'medium', 'low']))
  .nullable()
  .catch(null);

const EpisodicSchema = z.object({
  what_worked: part({ strategies: list(3), pattern: text }),
  what_failed: part({ strategies: list(2), pattern: text }),
  behavioral_profile: part({ communication: text, learning: text, problem_solving: text, decision_making: text }),
  interaction_insights: part({ engagement_triggers: text, friction_points: text, optimal_approach: text }),
  future_guidance: part({ recommended_approaches: list(3), avoid_approaches: list(2), adaptation_note: text }),
});

const SummarySchema = z.object({
  narrative: z.string().min(1),
  retrieval: part({ tags: list(8), keywords: list(10), queries: list(4) }),
  metadata: part({ depth: level, follow_ups: list(2) }),
});

const EPISODIC = `You observe how the people in a conversation work, not what they talk about. ${KEEP_LANGUAGE} Where the conversation does not show something, write "N/A"; never guess. Answer with JSON: {"what_worked":{"strategies":[up to 3],"pattern":""},"what_failed":{"strategies":[up to 2],"pattern":""},"behavioral_profile":{"communication":"","learning":"","problem_solving":"","decision_making":""},"interaction_insights":{"engagement_triggers":"","friction_points":"","optimal_approach":""},"future_guidance":{"recommended_approaches":[up to 3],"avoid_approaches":[up to 2],"adaptation_note":""}}.`;

const summaryPrompt = (words: string): string =>
  `You condense a conversation so that it can be found and understood later. The narrative has ${words} words and keeps every name, number, date and decision. ${KEEP_LANGUAGE} Answer with JSON: {"narrative":"","retrieval":{"tags":[up to 8],"keywords":[up to 10],"queries":[up to 4 questions that it answers]},"metadata":{"depth":"high|medium|low","follow_ups":[up to 2]}}.`;

type SummaryAnswer = z.output<typeof SummarySchema>;
type EpisodicAnswer = z.output<typeof EpisodicSchema>;

/** Both observers at once; without either there is no note. */
export async function noteWithModel(ask: Ask, conversation: string): Promise<Note> {
  const [episodic, summary] = await Promise.all([
    askFor(ask, EpisodicSchema, EPISODIC, conversation),
    askSummary(ask, conversation, '150 to 200'),
  ]);
  const behaviour = behaviourOf(episodic);
  return {
    summary: summary.narrative,
    behaviour,
    learnings: {
      worked: [...episodic.what_worked.strategies, episodic.what_worked.pattern],
      failed: [...episodic.what_failed.strategies, episodic.what_failed.pattern],
    },
    guidance: {
      recommended: [
        ...episodic.future_guidance.recommended_approaches,
        episodic.interaction_insights.optimal_approach,
        episodic.future_guidance.adaptation_note,
      ],
      avoid: [...episodic.future_guidance.avoid_approaches, episodic.interaction_insights.friction_points],
    },
    facets: { ...facetsOf(summary), quality: qualityOf(behaviour) },
  };
}

function behaviourOf({ behavioral_profile: profile, interaction_insights: insights }: EpisodicAnswer): string[] {
  const labelled: [string, string][] = [
    ['Communication', profile.communication],
    ['Learning', profile.learning],
    ['Problem solving', profile.problem_solving],
    ['Decision making', profile.decision_making],
    ['Engagement', insights.engagement_triggers],
  ];
  return labelled.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}`);
}

/** How much the conversation showed of how its people work. */
function qualityOf(behaviour: string[]): NoteFacets['quality'] {
  if (behaviour.length >= 3) return 'high';
  return behaviour.length > 0 ? 'medium' : 'low';
}

function facetsOf({ retrieval, metadata }: SummaryAnswer): NoteFacets {
  return {
    tags: retrieval.tags,
    keywords: retrieval.keywords,
    queries: retrieval.queries,
    depth: metadata.depth,
    quality: null,
    followUps: metadata.follow_ups,
  };
}

async function askSummary(ask: Ask, conversation: string, words: string): Promise<SummaryAnswer> {
  const answer = await askFor(ask, SummarySchema, summaryPrompt(words), conversation);
  if (!keepsLanguage(conversation, answer.narrative))
    throw new CoreError('upstream_failed', 'The model translated what it should have kept');
  return answer;
}

/** The fast form: one question to the model. */
export async function agentNoteWithModel(
  ask: Ask,
  conversation: string,
): Promise<{ narrative: string; facets: NoteFacets }> {
  const answer = await askSummary(ask, conversation, '20 to 150');
  return { narrative: answer.narrative, facets: facetsOf(answer) };
}
