import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/memories.css';
import './styles/chat.css';
import './styles/recordings.css';
import { render, type JSX } from 'preact';
import { PANELS, type PanelName } from '../server/contract/panelWire.js';
import { AppContext } from './client/app.js';
import { createBrowserTransport } from './client/browserTransport.js';
import { createClient } from './client/client.js';
import { createEditorTransport } from './client/editorTransport.js';
import { ChatPanel } from './chat/chatPanel.js';
import { createTranslate } from './l10n/translate.js';
import { MemoriesPanel } from './memories/memoriesPanel.js';
import { RecordingsPanel } from './recordings/recordingsPanel.js';
import { Connection } from './ui/connection.js';
import { PanelLinks } from './ui/panelLinks.js';
import { ToastArea } from './ui/toasts.js';

const SHOWN: Readonly<Record<PanelName, () => JSX.Element>> = {
  chat: ChatPanel,
  recordings: RecordingsPanel,
  memories: MemoriesPanel,
};

/** Draws the panel that the page's body names, through the host that it names. */
async function show(body: HTMLElement): Promise<void> {
  const panel = PANELS.find((name) => name === body.dataset['panel']) ?? 'memories';
  const isBrowser = body.dataset['host'] === 'browser';
  const client = createClient(
    isBrowser ? createBrowserTransport(window) : createEditorTransport(acquireVsCodeApi(), window),
  );
  const host = await client.call('host.describe', {});
  const t = createTranslate(host.locale);
  document.documentElement.lang = /^zh\b/i.test(host.locale) ? 'zh-Hans' : 'en';
  const Shown = SHOWN[panel];
  render(
    <AppContext.Provider value={{ client, host, t }}>
      <ToastArea>
        {isBrowser && <PanelLinks current={panel} />}
        <Connection />
        <Shown />
      </ToastArea>
    </AppContext.Provider>,
    body,
  );
}

void show(document.body);
