import type { Conversation, Message } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { Scope } from '../memory/identity.js';

export interface Question {
  scope: Scope;
  conversation: Conversation;
  content: string;
  /** How the assistant is to be; null = as the service's own. */
  systemPrompt?: string | null | undefined;
  /** Whom it speaks with. */
  userName?: string | null | undefined;
  /** Label of a model; without one, the one in force. */
  model?: string | null | undefined;
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  characterId?: string | null | undefined;
  /** What was said before is not looked at when false. */
  usesHistory?: boolean | undefined;
  /** What the client keeps with the question, verbatim. */
  metadata?: JsonObject | undefined;
  /** Aborted when nobody waits any more: the model stops, and no answer is kept. */
  signal: AbortSignal;
}

export type AnswerEvent =
  /** The question is kept. */
  | { kind: 'asked'; message: Message }
  | { kind: 'piece'; text: string }
  /** The answer is kept. */
  | { kind: 'answered'; message: Message };
