import type { Clock } from '../../ports/clock.js';
import type { Message } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Models } from '../model/models.js';
import type { Retrieval } from '../retrieval/retrieval.js';
import { redactSecrets } from '../redaction/redact.js';
import type { Conversations } from './conversations.js';
import { gatherEvidence, type Evidence } from './evidence.js';
import { answerFromEvidence } from './extractive.js';
import { answerWithModel, type Answer } from './modelAnswer.js';
import type { AnswerEvent, Question } from './question.js';
import type { Remembering } from './remembering.js';

/** Answers from memory: with a model in its words, without one in those of what was found. */
export interface Answering {
  /**
   * Keeps the question, yields the answer as it comes, and keeps it once it is whole. Throws the model's `CoreError`
   * (`cancelled` when the signal was aborted); then the question stays and no part of an answer is kept.
   */
  ask(question: Question): AsyncGenerator<AnswerEvent>;
}

export interface AnsweringDeps {
  conversations: Conversations;
  retrieval: Retrieval;
  models: Models;
  remembering: Remembering;
  clock: Clock;
}

const HISTORY_MESSAGES = 60;
const MAX_QUESTION = 100_000;

export function createAnswering({ conversations, retrieval, models, remembering, clock }: AnsweringDeps): Answering {
  async function* answer(
    question: Question,
    content: string,
    evidence: Evidence[],
    history: Message[],
  ): AsyncGenerator<AnswerEvent, Answer> {
    const model = await models.chat(question.model);
    let hasBegun = false;
    if (model) {
      const events = answerWithModel(model, question, content, evidence, history, clock.now());
      try {
        for (;;) {
          const next = await events.next();
          if (next.done) return next.value;
          hasBegun = true;
          yield next.value;
        }
      } catch (thrown) {
        const error = toCoreError(thrown);
        if (hasBegun || !isAway(error)) throw error;
      } finally {
        // Whoever stops listening stops the model.
        await events.return({ text: '', sources: [], model: null });
      }
    }
    const away = model?.label ?? question.model ?? (await models.chosenLabel());
    const { text, quoted } = answerFromEvidence(content, evidence, away);
    yield { kind: 'piece', text };
    return { text, sources: quoted.map(({ source }) => source), model: null };
  }

  return {
    async *ask(question) {
      const { scope, conversation, characterId, metadata, signal } = question;
      const content = redactSecrets(question.content.slice(0, MAX_QUESTION)).text;
      const [{ items: history }, evidence] = await Promise.all([
        question.usesHistory === false
          ? { items: [] }
          : conversations.messages(conversation, { offset: 0, limit: HISTORY_MESSAGES, fromEnd: true }),
        gatherEvidence({ retrieval, clock }, scope.user.id, content),
      ]);
      yield {
        kind: 'asked',
        message: await conversations.append(conversation, { role: 'user', content, characterId, metadata }),
      };
      const events = answer(question, content, evidence, history);
      let next = await events.next();
      try {
        for (; !next.done; next = await events.next()) yield next.value;
      } finally {
        if (!next.done) await events.return({ text: '', sources: [], model: null });
      }
      if (signal.aborted) throw new CoreError('cancelled', 'Cancelled');
      const { text, sources, model } = next.value;
      const message = await conversations.append(conversation, {
        role: 'assistant',
        content: text,
        characterId,
        model,
        sources,
      });
      await remembering.remember(scope, conversation, content);
      yield { kind: 'answered', message };
    },
  };
}

/** Nobody answers at that address; one that is merely slow, or stops in the middle, is an error to be told. */
function isAway(error: CoreError): boolean {
  return error.code === 'unavailable' && /cannot be reached/.test(error.message);
}
