import { afterEach, describe, expect, it } from 'vitest';
import { startChat, type Chat } from '../../support/chat.js';
import { ask, call, listen, type Listener } from './support.js';

let chat: Chat;
let events: Listener;
afterEach(async () => {
  events.close();
  await chat.close();
});

const begin = async (...args: Parameters<typeof startChat>) => {
  chat = await startChat(...args);
  events = await listen(chat.service);
};
const say = (text: string, more: object = {}) =>
  call(chat.service, 'chat.ask', { conversationId: null, text, ...more });
const messagesOf = async (conversationId: string) =>
  call(chat.service, 'chat.messages', { conversationId, offset: 0, limit: 50 });

describe('asking', () => {
  it('streams the answer to every panel, and keeps it', async () => {
    await begin('Hello **you**, I am well.');
    const { askId, conversationId } = await say('How are you?');
    expect(await events.next('chat.asked')).toMatchObject({ askId, conversationId, message: { text: 'How are you?' } });
    let text = '';
    while (text !== 'Hello **you**, I am well.') text += String((await events.next('chat.delta')).text);
    const { message } = await events.next('chat.answered');
    expect(message).toMatchObject({ role: 'assistant', text, audioUrl: null });
    const { items, total, running } = await messagesOf(conversationId);
    expect([items.map((item) => item.text), total, running]).toEqual([['How are you?', text], 2, null]);
    expect((await call(chat.service, 'chat.list', { offset: 0, limit: 10 })).items).toMatchObject([
      { id: conversationId, title: 'How are you?', app: 'vscode', messageCount: 2 },
    ]);
  });

  it('answers from memory without a model, and names what it used', async () => {
    await begin(null, { modelsDisabled: true });
    const { items } = await call(chat.service, 'memories.add', { text: 'The staging server is called Kestrel' });
    await say('What is the staging server called?');
    const { message } = await events.next('chat.answered');
    expect(message.text).toContain('Kestrel');
    expect(message.model).toBeNull();
    expect(message.sources).toMatchObject([{ kind: 'memory', id: items[0]!.id }]);
    expect(await call(chat.service, 'chat.setting', {})).toMatchObject({ state: 'disabled', current: '' });
  });

  it('speaks as the chosen character', async () => {
    await begin('Aye.');
    await say('Tell me', { characterId: 'creative' });
    expect((await events.next('chat.answered')).message.characterId).toBe('creative');
    expect(chat.asked().at(-1)!.messages[0]!.content).toContain('creative writer');
    expect(
      await ask(chat.service, 'chat.ask', { conversationId: null, text: 'x', characterId: 'nobody' }),
    ).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
  });

  it('is taken back and asked again: what came after is gone', async () => {
    await begin(({ body }) => (JSON.stringify(body).includes('A better question') ? 'Second answer' : 'First answer'));
    const { conversationId } = await say('A question');
    await events.next('chat.answered');
    const [question] = (await messagesOf(conversationId)).items;
    await say('A better question', { conversationId, replacing: question!.id });
    await events.next('chat.answered');
    const { items } = await messagesOf(conversationId);
    expect(items.map((item) => item.text)).toEqual(['A better question', 'Second answer']);
    expect(await ask(chat.service, 'chat.ask', { conversationId, text: 'x', replacing: question!.id })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  it('stops, keeps no part of the answer, and can be looked in on meanwhile', async () => {
    await begin({ stall: 'One two ' });
    const { askId, conversationId } = await say('Count');
    await events.next('chat.asked');
    expect((await messagesOf(conversationId)).running?.askId).toBe(askId);
    expect(await ask(chat.service, 'chat.ask', { conversationId, text: 'Again' })).toMatchObject({
      error: { code: 'conflict' },
    });
    expect(await call(chat.service, 'chat.stop', { askId })).toEqual({ stopped: true });
    expect(await events.next('chat.failed')).toMatchObject({ askId, code: 'cancelled' });
    expect((await messagesOf(conversationId)).items.map((item) => item.text)).toEqual(['Count']);
    expect(await call(chat.service, 'chat.stop', { askId })).toEqual({ stopped: false });
  });
});

describe('conversations', () => {
  it('are renamed and deleted, whichever client began them', async () => {
    await begin('Yes.');
    const { core } = chat.service;
    const other = await core.conversations.create(await core.identity.ensureScope('user', 'chat-desktop'), {});
    await call(chat.service, 'chat.rename', { conversationId: other.id, title: 'Plans' });
    const { items } = await call(chat.service, 'chat.list', { offset: 0, limit: 10 });
    expect(items).toMatchObject([{ id: other.id, title: 'Plans', app: 'chat-desktop' }]);
    await call(chat.service, 'chat.delete', { conversationId: other.id });
    expect((await call(chat.service, 'chat.list', { offset: 0, limit: 10 })).total).toBe(0);
    expect(await ask(chat.service, 'chat.messages', { conversationId: other.id, offset: 0, limit: 1 })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  it('of another user are not there', async () => {
    await begin('Yes.');
    const { core } = chat.service;
    const strange = await core.conversations.create(await core.identity.ensureScope('stranger-0001', 'x'), {});
    expect(await ask(chat.service, 'chat.delete', { conversationId: strange.id })).toMatchObject({
      error: { code: 'not_found' },
    });
  });
});

it('lists models and keeps the choice', async () => {
  await begin('Yes.', { ollama: { models: [{ name: 'llama3.2:3b' }, { name: 'qwen3:8b' }] as never } });
  const setting = await call(chat.service, 'chat.setting', {});
  expect(setting.models.map(({ label }) => label)).toEqual(['llama3.2:3b', 'qwen3:8b']);
  expect(setting.characters.map(({ id }) => id)).toEqual(['assistant', 'creative']);
  expect(await call(chat.service, 'chat.chooseModel', { label: 'qwen3:8b' })).toEqual({ current: 'qwen3:8b' });
  expect((await call(chat.service, 'chat.setting', {})).current).toBe('qwen3:8b');
  expect(await ask(chat.service, 'chat.chooseModel', { label: 'no-such' })).toMatchObject({
    error: { code: 'invalid_input' },
  });
});
