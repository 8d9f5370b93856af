import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import type { Verdict } from '../writer.js';
import { askFor, listUnder, Text, type Ask } from './answers.js';
import { AS_MATERIAL, keepsLanguage, KEEP_LANGUAGE } from './language.js';
import { keepsFacts } from './survival.js';

const EXTRACT = `You keep the long-term memory of a person. From the input, list the facts worth remembering: about the person, their preferences, plans, decisions, relations, projects and work. Each fact is one short sentence that stands by itself. Leave out greetings, questions, small talk and passing requests. ${KEEP_LANGUAGE} Answer with JSON: {"facts": ["..."]}; an empty list when there is nothing.`;

/** The person's own instructions take the place of the part that says what is worth remembering. */
function extractionPrompt(customInstructions: string | null): string {
  if (customInstructions === null || customInstructions.trim() === '') return EXTRACT;
  return `${customInstructions}\n\n${KEEP_LANGUAGE} Answer with JSON: {"facts": ["..."]}; an empty list when there is nothing.`;
}

export async function extractWithModel(ask: Ask, input: string, customInstructions: string | null): Promise<string[]> {
  const facts = await askFor(ask, listUnder('facts', Text), extractionPrompt(customInstructions), input);
  const kept = [...new Set(facts.map((fact) => fact.trim()))].filter((fact) => fact !== '');
  if (!keepsLanguage(input, kept.join(' ')))
    throw new CoreError('upstream_failed', 'The model translated what it should have kept');
  return kept;
}

const CATEGORISE = `Give each text up to three categories, from this list where one fits: personal, relationships, preferences, health, travel, work, education, projects, ai/ml & technology, technical support, finance, shopping, legal, entertainment, messages, customer support, product feedback, news, organization, goals. Invent a short one where none fits. ${AS_MATERIAL} Answer with JSON: {"categories": [["..."], ...]}, one list for each text, in order.`;

const MOST_CATEGORIES = 3;
const Names = z.array(z.string());

export async function categoriseWithModel(ask: Ask, texts: string[]): Promise<string[][]> {
  // For a single text some models leave the outer list out.
  const schema =
    texts.length === 1
      ? z.union([listUnder('categories', Names), listUnder('categories', z.string()).transform((names) => [names])])
      : listUnder('categories', Names);
  const categories = await askFor(ask, schema, CATEGORISE, JSON.stringify({ texts }));
  if (categories.length !== texts.length)
    throw new CoreError('upstream_failed', 'The model did not answer for every text');
  return categories.map((names) =>
    [...new Set(names.map((name) => name.trim().toLowerCase()))]
      .filter((name) => name !== '')
      .slice(0, MOST_CATEGORIES),
  );
}

const COMPARE = `A new memory is to be stored beside older ones. For each older one that it touches say what to do: "update" when both are about the same thing and belong into one text, "delete" when the new one contradicts the older one and replaces it, "skip" when the older one already says everything that the new one says. Leave out older ones that are about something else. ${AS_MATERIAL} Answer with JSON: {"operations": [{"id": "...", "operation": "update|delete|skip", "confidence": 0.0, "reasoning": "..."}]}.`;

const OperationSchema = z.object({
  id: z.union([z.string(), z.number()]),
  operation: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['update', 'delete', 'skip'])),
});

/**
 * Older texts go by numbers, so that a model cannot mistype an id. A verdict on something unknown, or two on one, spoil
 * the whole answer.
 */
export async function compareWithModel(
  ask: Ask,
  text: string,
  older: { id: string; content: string }[],
): Promise<Verdict[]> {
  const input = JSON.stringify({
    new: text,
    older: older.map(({ content }, index) => ({ id: String(index + 1), text: content })),
  });
  const operations = await askFor(ask, listUnder('operations', OperationSchema), COMPARE, input);
  const verdicts = operations.map(({ id, operation }) => {
    const match = older[Number(id) - 1];
    if (!match) throw new CoreError('upstream_failed', 'The model answered about an unknown memory');
    return { id: match.id, operation };
  });
  if (new Set(verdicts.map(({ id }) => id)).size < verdicts.length)
    throw new CoreError('upstream_failed', 'The model contradicts itself');
  return verdicts;
}

const CONSOLIDATE = `Merge the older texts and the new one into one text that keeps every fact of all of them: every name, number and date. Where the new one corrects an older one, the new one holds. Say nothing that is in none of them. ${KEEP_LANGUAGE} Answer with JSON: {"text": "..."}.`;

/** Throws `upstream_failed` when a name or number of the older texts is lost. */
export async function consolidateWithModel(ask: Ask, older: string[], newer: string): Promise<string> {
  const { text } = await askFor(
    ask,
    z.object({ text: z.string().min(1) }),
    CONSOLIDATE,
    JSON.stringify({ older, new: newer }),
  );
  if (!keepsFacts([...older, newer], text) || !keepsLanguage(newer, text))
    throw new CoreError('upstream_failed', 'The model lost facts while merging');
  return text;
}
