import type { Core } from '../../core/core.js';
import { characterPrompt } from '../../core/conversation/characters.js';
import type { AnswerEvent } from '../../core/conversation/question.js';
import type { Conversation } from '../../ports/entities.js';
import { scopeOf } from './context.js';

export interface Spoken {
  session: Conversation;
  characterId: string;
  message: string;
  userName?: string | null | undefined;
  usesHistory?: boolean | undefined;
  signal: AbortSignal;
}

/** What a character answers, as it comes. Throws `not_found` for one that is not there. */
export async function* speak(core: Core, spoken: Spoken): AsyncGenerator<AnswerEvent> {
  const { session, characterId, message, userName, usesHistory, signal } = spoken;
  const character = await core.characters.require(characterId);
  yield* core.answering.ask({
    scope: await scopeOf(core),
    conversation: session,
    content: message,
    systemPrompt: characterPrompt(character),
    temperature: character.temperature,
    maxTokens: character.maxTokens,
    characterId,
    userName,
    usesHistory,
    signal,
  });
}
