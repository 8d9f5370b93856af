import type { z } from 'zod';
import type { CHAT_REQUESTS, ChatSetting, ConversationRow } from '../../contract/panel/chat.js';
import type { Core } from '../../core/core.js';
import { characterPrompt } from '../../core/conversation/characters.js';
import type { Conversation } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Page, Slice } from '../../ports/store.js';
import { appNamesOf } from './appNames.js';
import { toMessageRow, type Asks } from './asks.js';
import type { Handlers, PanelContext } from './handlers.js';

/** How much of the first question names a conversation. */
const TITLE_LENGTH = 80;

/** The Chat panel's requests, over the core. */
export function chatHandlers({ core, scope, publish }: PanelContext, asks: Asks): Handlers<keyof typeof CHAT_REQUESTS> {
  const require = async (id: string): Promise<Conversation> => {
    const conversation = await core.conversations.find(await scope(), id);
    if (!conversation) throw new CoreError('not_found', 'Conversation not found');
    return conversation;
  };

  const characterOf = async (id: string | null) => (id === null ? null : core.characters.require(id));

  return {
    'chat.setting': () => settingOf(core),
    'chat.chooseModel': async ({ label }) => ({ current: await core.catalog.choose(label) }),
    'chat.list': async (slice) => listOf(core, (await scope()).user.id, slice),
    async 'chat.messages'({ conversationId, offset, limit }) {
      const conversation = await require(conversationId);
      const { items, total } = await core.conversations.messages(conversation, { offset, limit, fromEnd: true });
      const running = asks.running(conversationId);
      return {
        items: items.map(toMessageRow),
        total,
        running: running && { askId: running.askId, text: running.text },
      };
    },
    async 'chat.ask'({ conversationId, text, characterId, replacing }) {
      const asking = await scope();
      const character = await characterOf(characterId);
      const conversation =
        conversationId === null
          ? await core.conversations.create(asking, { title: titleOf(text) })
          : await require(conversationId);
      if (asks.running(conversation.id)) throw new CoreError('conflict', 'An answer is on its way already');
      if (replacing !== null) await core.conversations.rewind(conversation, replacing);
      const askId = asks.begin({
        scope: asking,
        conversation,
        content: text,
        characterId,
        ...(character && {
          systemPrompt: characterPrompt(character),
          temperature: character.temperature,
          maxTokens: character.maxTokens,
        }),
      });
      return { askId, conversationId: conversation.id };
    },
    async 'chat.find'({ messageId }) {
      const message = await core.conversations.findMessage(await scope(), messageId);
      return { conversationId: message.conversationId };
    },
    'chat.stop': ({ askId }) => Promise.resolve({ stopped: asks.stop(askId) }),
    async 'chat.rename'({ conversationId, title }) {
      await core.conversations.rename(await require(conversationId), title);
      publish('chat.changed', {});
      return {};
    },
    async 'chat.delete'({ conversationId }) {
      const conversation = await require(conversationId);
      const running = asks.running(conversationId);
      if (running) asks.stop(running.askId);
      await core.conversations.remove(conversation);
      publish('chat.changed', {});
      return {};
    },
  };
}

async function settingOf(core: Core): Promise<z.input<typeof ChatSetting>> {
  const [{ models, failures }, current, state, characters] = await Promise.all([
    core.catalog.list(),
    core.catalog.current(),
    core.catalog.state(),
    core.characters.list(),
  ]);
  return {
    models: models.filter(({ isEmbedder }) => !isEmbedder).map(({ label, provider }) => ({ label, provider })),
    current,
    state: core.catalog.isDisabled ? 'disabled' : state,
    failures,
    characters: characters.map(({ id, name, description }) => ({ id, name, description })),
  };
}

async function listOf(core: Core, userId: string, slice: Slice): Promise<Page<z.input<typeof ConversationRow>>> {
  const { items, total } = await core.conversations.list({ userId, order: 'latest', ...slice });
  const nameOf = await appNamesOf(
    core,
    items.map(({ appId }) => appId),
  );
  const toRow = ({ id, title, preview, appId, messageCount, updatedAt }: Conversation) => ({
    id,
    title,
    preview,
    app: nameOf(appId),
    messageCount,
    updatedAt,
  });
  return { items: items.map(toRow), total };
}

function titleOf(question: string): string {
  const line = question.trim().split('\n', 1)[0] ?? '';
  const letters = Array.from(line);
  return letters.length <= TITLE_LENGTH ? line : `${letters.slice(0, TITLE_LENGTH - 1).join('')}…`;
}
