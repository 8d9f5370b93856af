import type { Core } from '../../core/core.js';
import { characterPrompt } from '../../core/conversation/characters.js';
import type { AnswerEvent } from '../../core/conversation/question.js';
import type { Conversation, Message } from '../../ports/entities.js';
import { assetUrl } from './assets.js';
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

/** Where an answer can be heard; nothing of it is made before it is fetched. Empty where nobody could speak it. */
export async function mediaOf(
  { id, role, characterId }: Message,
  core: Core,
): Promise<{ media?: { audio_url: string } }> {
  const audio = role === 'assistant' && characterId !== null ? await core.media.answerAudio(characterId, id) : null;
  return audio === null ? {} : { media: { audio_url: assetUrl('audio', audio) } };
}
