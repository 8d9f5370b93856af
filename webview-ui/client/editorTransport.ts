import { ToPanel, type FromPanel, type PanelAnswer } from '../../server/contract/panelWire.js';
import type { Transport } from './transport.js';

/** The part of a webview's API that is used. */
export interface EditorApi {
  postMessage(message: FromPanel): void;
}

declare global {
  /** Given by the editor; may be called once. */
  function acquireVsCodeApi(): EditorApi;
}

/** Speaks with the extension by messages; it passes on to the service what it does not answer itself. */
export function createEditorTransport(api: EditorApi, page: Window): Transport {
  const waiting = new Map<number, (answer: PanelAnswer) => void>();
  let count = 0;
  let tell: (name: string, data: unknown) => void = () => undefined;

  page.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = ToPanel.safeParse(data);
    if (!message.success) return;
    if (message.data.kind === 'event') tell(message.data.name, message.data.data);
    else {
      waiting.get(message.data.id)?.(message.data.answer);
      waiting.delete(message.data.id);
    }
  });

  return {
    send: (method, params) =>
      new Promise((resolve) => {
        const id = ++count;
        waiting.set(id, resolve);
        api.postMessage({ kind: 'request', id, method, params: params as FromPanel['params'] });
      }),
    listen(listener) {
      tell = listener;
    },
  };
}
