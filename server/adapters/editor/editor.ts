import { randomUUID } from 'node:crypto';
import type { EditorAsk, EditorEvent, EditorModel } from '../../contract/editorModels.js';
import type { EditorWindows } from '../../ports/editorWindows.js';
import { CoreError } from '../../ports/errors.js';
import type { ChatRequest, ModelInfo, Provider } from '../../ports/model.js';
import { createAnswer, type Answer } from './answer.js';

export interface EditorProvider {
  windows: EditorWindows;
  provider: Provider;
}

interface Window {
  tell: (event: EditorEvent) => void;
  models: readonly EditorModel[];
  /** What it is asked now, by id. */
  asked: Map<string, Answer>;
}

/** The language models of whatever editor windows hold a lease and lend theirs. */
export function createEditorProvider(): EditorProvider {
  const windows = new Map<string, Window>();

  const find = (model: string): Window | undefined =>
    [...windows.values()].findLast(({ models }) => models.some(({ name }) => name === model));

  const windowWith = (model: string): Window => {
    const found = find(model);
    if (found) return found;
    const all = [...windows.values()];
    if (all.some(({ models }) => models.length > 0))
      throw new CoreError('not_found', `No editor has the model ${model}`);
    throw new CoreError('unavailable', 'No editor window lends its models now');
  };

  return {
    windows: {
      connect(windowId, tell) {
        const window: Window = { tell, models: [], asked: new Map() };
        windows.set(windowId, window);
        return () => {
          if (windows.get(windowId) === window) windows.delete(windowId);
          for (const answer of window.asked.values()) answer.fail(gone());
        };
      },
      offer(windowId, models) {
        const window = windows.get(windowId);
        if (!window) throw new CoreError('not_found', 'This window holds no lease');
        window.models = models;
      },
      take(part) {
        for (const { asked } of windows.values()) asked.get(part.id)?.take(part);
      },
    },
    provider: {
      name: 'editor',
      chat: (request) => ask(windowWith(request.model), request),
      embed: () => Promise.reject(new CoreError('upstream_failed', "The editor's models make no embeddings")),
      isReady: (model) => find(model) !== undefined,
      listModels: () => Promise.resolve(listed(windows.values())),
    },
  };
}

async function* ask(window: Window, { model, messages, maxTokens, json, signal }: ChatRequest): AsyncGenerator<string> {
  if (signal?.aborted) throw cancelled();
  const question: EditorAsk = {
    id: randomUUID(),
    model,
    messages,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(json === undefined ? {} : { json }),
  };
  const answer = createAnswer();
  const cancel = (): void => answer.fail(cancelled());
  window.asked.set(question.id, answer);
  signal?.addEventListener('abort', cancel);
  try {
    window.tell({ type: 'model.ask', ask: question });
    yield* answer.pieces();
  } finally {
    signal?.removeEventListener('abort', cancel);
    window.asked.delete(question.id);
    if (!answer.isComplete) window.tell({ type: 'model.cancel', id: question.id });
  }
}

function listed(windows: Iterable<Window>): ModelInfo[] {
  const names = new Set([...windows].flatMap(({ models }) => models.map(({ name }) => name)));
  return [...names].map((name) => ({ name, sizeBytes: null, modifiedAt: null, canEmbed: false, canSee: null }));
}

const gone = (): CoreError => new CoreError('unavailable', 'The editor window that lent the model is gone');
const cancelled = (): CoreError => new CoreError('cancelled', 'The question was taken back');
