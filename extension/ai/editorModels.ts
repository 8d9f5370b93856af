import * as vscode from 'vscode';
import { z } from 'zod';
import {
  EDITOR_ANSWERS,
  EDITOR_MODELS,
  type EditorAsk,
  type EditorModel,
  type EditorPart,
} from '../../server/contract/editorModels.js';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { callJson } from '../service/api.js';
import type { Connection } from '../service/connection.js';

export interface EditorModels {
  /** Offers what there is now, or takes it back. */
  offer(): Promise<void>;
  dispose(): void;
}

export interface EditorModelsOptions {
  connection: Connection;
  windowId: string;
  /** The person lends them to Loci. */
  isAllowed: () => boolean;
  log: { warn(message: string): void };
}

const JUSTIFICATION = 'Loci answers from your memory with the model that you chose for it.';

/** Lends the editor's language models to the service, as long as the person allows it. */
export function lendModels({ connection, windowId, isAllowed, log }: EditorModelsOptions): EditorModels {
  const running = new Map<string, vscode.CancellationTokenSource>();

  const offer = async (): Promise<void> => {
    if (connection.state.kind !== 'ready') return;
    const models = isAllowed() ? (await vscode.lm.selectChatModels()).map(toOffered) : [];
    const body = { window: windowId, models };
    await callJson(connection.state.service, EDITOR_MODELS, z.unknown(), { method: 'PUT', body });
  };
  const offerQuietly = (): void =>
    void offer().catch((error: unknown) => log.warn(`Models not offered: ${String(error)}`));

  const ask = async (question: EditorAsk): Promise<void> => {
    if (connection.state.kind !== 'ready') return;
    const { service } = connection.state;
    const cancel = new vscode.CancellationTokenSource();
    running.set(question.id, cancel);
    try {
      await answer(service, question, isAllowed(), cancel.token);
    } catch (error) {
      log.warn(`A model's answer did not reach the service: ${String(error)}`);
    } finally {
      running.delete(question.id);
      cancel.dispose();
    }
  };

  const unsubscribe = [
    connection.onState((state) => (state.kind === 'ready' ? offerQuietly() : undefined)),
    connection.onEvent((event) => {
      if (event.type === 'model.ask') void ask(event.ask);
      if (event.type === 'model.cancel') running.get(event.id)?.cancel();
    }),
  ];
  const changes = vscode.lm.onDidChangeChatModels(offerQuietly);
  return {
    offer,
    dispose() {
      changes.dispose();
      for (const end of unsubscribe) end();
      for (const cancel of running.values()) cancel.cancel();
    },
  };
}

/** Unique among vendors, and without blanks. */
const nameOf = ({ vendor, id }: vscode.LanguageModelChat): string => `${vendor}/${id}`.replaceAll(/\s+/g, '-');

const toOffered = (model: vscode.LanguageModelChat): EditorModel => ({
  name: nameOf(model),
  contextTokens: Math.max(1, Math.floor(model.maxInputTokens)),
});

async function answer(
  service: ServiceHandle,
  { id, model: name, messages, json }: EditorAsk,
  isAllowed: boolean,
  token: vscode.CancellationToken,
): Promise<void> {
  const send = (part: EditorPart): Promise<unknown> =>
    callJson(service, EDITOR_ANSWERS, z.unknown(), { method: 'POST', body: part });
  try {
    const model = isAllowed ? (await vscode.lm.selectChatModels()).find((one) => nameOf(one) === name) : undefined;
    if (!model) {
      await send({ kind: 'failed', id, reason: 'unavailable', message: 'The editor does not lend this model now' });
      return;
    }
    const { text } = await model.sendRequest(messages.map(toMessage(json)), { justification: JUSTIFICATION }, token);
    for await (const piece of text) await send({ kind: 'piece', id, text: piece });
    await send({ kind: 'done', id });
  } catch (error) {
    if (token.isCancellationRequested) return;
    const reason = error instanceof vscode.LanguageModelError ? 'refused' : 'unavailable';
    const message = error instanceof Error ? error.message.slice(0, 2_000) : 'It failed';
    await send({ kind: 'failed', id, reason, message });
  }
}

/** The editor knows no system messages: they are said by the user. */
const toMessage =
  (isJson: boolean | undefined) =>
  ({ role, content }: EditorAsk['messages'][number]): vscode.LanguageModelChatMessage =>
    role === 'assistant'
      ? vscode.LanguageModelChatMessage.Assistant(content)
      : vscode.LanguageModelChatMessage.User(
          role === 'system' && isJson === true ? `${content}\n\nAnswer with one JSON value and nothing else.` : content,
        );
