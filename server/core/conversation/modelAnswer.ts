import type { Message, Source } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { ChosenModel } from '../model/models.js';
import { createCitations } from './citations.js';
import type { Evidence } from './evidence.js';
import { buildPrompt } from './prompt.js';
import type { AnswerEvent, Question } from './question.js';

/** A whole answer. */
export interface Answer {
  text: string;
  sources: Source[];
  /** Label of the model; null = none. */
  model: string | null;
}

const ANSWER_TOKENS = 1024;

/** The model's answer as it comes; returns it whole. */
export async function* answerWithModel(
  model: ChosenModel,
  question: Question,
  content: string,
  evidence: Evidence[],
  history: Message[],
  now: number,
): AsyncGenerator<AnswerEvent, Answer> {
  const citations = createCitations(evidence);
  const prompt = buildPrompt({
    systemPrompt: question.systemPrompt ?? null,
    userName: question.userName ?? null,
    evidence,
    history,
    question: content,
    now,
    contextTokens: model.contextTokens,
    answerTokens: Math.min(question.maxTokens ?? ANSWER_TOKENS, model.contextTokens / 2),
  });
  const { temperature, maxTokens, signal } = question;
  let text = '';
  for await (const piece of citations.pass(model.stream(prompt, { temperature, maxTokens, signal }))) {
    const shown = text === '' ? piece.trimStart() : piece;
    if (shown === '') continue;
    text += shown;
    yield { kind: 'piece', text: shown };
  }
  if (text.trim() === '') throw new CoreError('upstream_failed', `The model ${model.label} gave an empty answer`);
  return { text, sources: citations.used(text), model: model.label };
}
