import type { Conversation } from '../../ports/entities.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';
import type { Scope } from '../memory/identity.js';
import type { Memories } from '../memory/memories.js';
import type { Tasks } from '../tasks/tasks.js';
import { splitSentences } from '../text/sentences.js';
import { isOrder, isStatement } from '../writing/rules/statements.js';

/** Keeps what a person states in a conversation as a lasting fact. */
export interface Remembering {
  /** In the background; nothing happens where nothing was stated. */
  remember(scope: Scope, conversation: Conversation, content: string): Promise<void>;
}

export interface RememberingDeps {
  store: Store;
  memories: Memories;
  tasks: Tasks;
  log: Log;
  /** The person may want conversations to leave no memories. */
  isOn: boolean;
}

const REMEMBER = 'conversation.remember';
/** A longer message is a text to work on rather than something told. */
const LONGEST = 2_000;

export function createRemembering({ store, memories, tasks, log, isOn }: RememberingDeps): Remembering {
  tasks.define(REMEMBER, async ({ task }) => {
    const { appId, conversationId, content } = task.input as Record<string, string>;
    const [user, app] = await Promise.all([store.getUser(task.userId), store.getApp(appId ?? '')]);
    if (!user || !app?.isActive) return { stored: 0 };
    const stored = await memories.addInferred({
      scope: { user, app },
      content: [{ role: 'user', content: content ?? '' }],
      metadata: { source: 'conversation', conversation_id: conversationId ?? '' },
      sessionId: conversationId ?? null,
    });
    return { stored: stored.length };
  });

  return {
    async remember({ user, app }, { id }, content) {
      if (!isOn || !app.isActive || content.length > LONGEST || !statesSomething(content)) return;
      try {
        await tasks.submit(REMEMBER, user.id, { appId: app.id, conversationId: id, content });
      } catch (error) {
        // The answer stands, whatever becomes of the memory.
        log.warn('What was said could not be remembered', { code: toCoreError(error).code });
      }
    },
  };
}

function statesSomething(content: string): boolean {
  return splitSentences(content).some((sentence) => isStatement(sentence) && !isOrder(sentence));
}
