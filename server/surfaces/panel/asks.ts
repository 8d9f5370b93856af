import { randomUUID } from 'node:crypto';
import type { MessageRow } from '../../contract/panel/chat.js';
import type { AnswerEvent, Question } from '../../core/conversation/question.js';
import type { Message } from '../../ports/entities.js';
import { toCoreError } from '../../ports/errors.js';
import type { PanelContext } from './handlers.js';

/** An answer on its way. */
interface Ask {
  askId: string;
  conversationId: string;
  /** What came of it so far, for whoever looks in later. */
  text: string;
  stopper: AbortController;
}

/** Answers that are on their way, told to all panels as they come. */
export interface Asks {
  /** Begins to answer; the id to stop it by. */
  begin(question: Omit<Question, 'signal'>): string;
  /** False when it is over already. */
  stop(askId: string): boolean;
  /** In that conversation, now. */
  running(conversationId: string): Ask | null;
  /** Stops them all. */
  close(): Promise<void>;
}

export function createAsks({ core, publish }: Pick<PanelContext, 'core' | 'publish'>): Asks {
  const open = new Map<string, Ask>();
  const works = new Set<Promise<void>>();

  const run = async (ask: Ask, question: Question): Promise<void> => {
    const { askId, conversationId } = ask;
    try {
      for await (const event of core.answering.ask(question)) tell(ask, event);
    } catch (thrown) {
      const { code, message } = toCoreError(thrown);
      open.delete(askId);
      publish('chat.failed', { askId, conversationId, code, message });
    } finally {
      open.delete(askId);
      publish('chat.changed', {});
    }
  };

  const tell = (ask: Ask, event: AnswerEvent): void => {
    const { askId, conversationId } = ask;
    if (event.kind === 'piece') {
      publish('chat.delta', { askId, conversationId, from: ask.text.length, text: event.text });
      ask.text += event.text;
    } else if (event.kind === 'asked') {
      publish('chat.asked', { askId, conversationId, message: toMessageRow(event.message) });
      publish('chat.changed', {});
    } else {
      open.delete(askId);
      publish('chat.answered', { askId, conversationId, message: toMessageRow(event.message) });
    }
  };

  return {
    begin(question) {
      const stopper = new AbortController();
      const ask = { askId: randomUUID(), conversationId: question.conversation.id, text: '', stopper };
      open.set(ask.askId, ask);
      const work = run(ask, { ...question, signal: stopper.signal }).finally(() => works.delete(work));
      works.add(work);
      return ask.askId;
    },
    stop(askId) {
      const ask = open.get(askId);
      ask?.stopper.abort();
      return ask !== undefined;
    },
    running: (conversationId) => [...open.values()].find((ask) => ask.conversationId === conversationId) ?? null,
    async close() {
      for (const { stopper } of open.values()) stopper.abort();
      await Promise.all(works);
    },
  };
}

export function toMessageRow(message: Message): MessageRow {
  const { id, role, content: text, model, characterId, sources, createdAt: at } = message;
  return { id, role, text, model, characterId, sources, at, audioUrl: null };
}
