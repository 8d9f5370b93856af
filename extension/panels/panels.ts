import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostEvent, HostEventName } from '../../server/contract/panelHost.js';
import type { PanelName, ToPanel } from '../../server/contract/panelWire.js';
import type { Connection, ConnectionState } from '../service/connection.js';
import { followPanelEvents } from '../service/panelEvents.js';
import { addressForPages } from './address.js';
import { createHost } from './host.js';
import { missingPage, panelPage } from './page.js';
import { createRelay } from './relay.js';

/** The three panels of this window: as views, and as tabs among the editors where somebody wants more room. */
export interface Panels {
  /** Fills a view that the editor shows. */
  resolve(panel: PanelName, view: vscode.WebviewView): Promise<void>;
  /** Fills a tab: one that was open before the window was loaded again, or a new one. */
  openTab(panel: PanelName, restored?: vscode.WebviewPanel): Promise<void>;
  /** Shows a panel, keyboard focus included: its tab where it has one. */
  show(panel: PanelName): Promise<void>;
  /** Shows a panel and tells it something once its page listens. */
  tell<Name extends HostEventName>(panel: PanelName, name: Name, data: HostEvent<Name>): Promise<void>;
  dispose(): void;
}

interface Page {
  panel: PanelName;
  webview: vscode.Webview;
  /** Where it is one. */
  tab: vscode.WebviewPanel | null;
  /** It has asked for something, so it listens. */
  isListening: boolean;
}

/** Forwarded to this machine's loopback by the editor itself where it is remote. */
const LOCAL_MEDIA = ['http://127.0.0.1:*', 'http://localhost:*'];

export function createPanels(extensionUri: vscode.Uri, connection: Connection): Panels {
  const webviewFolder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const pages = new Set<Page>();
  const pending = new Map<PanelName, ToPanel[]>();
  let following: AbortController | null = null;

  const post = ({ webview }: Page, message: ToPanel): void => void webview.postMessage(message);
  const postAll = (message: ToPanel): void => {
    for (const page of pages) if (page.isListening) post(page, message);
  };
  const tabOf = (panel: PanelName): Page | undefined => [...pages].find((page) => page.panel === panel && page.tab);

  const serviceUrl = async (): Promise<string> =>
    connection.state.kind === 'ready' ? addressForPages(connection.state.service.url) : '';

  const follow = (state: ConnectionState): void => {
    following?.abort();
    following = null;
    postAll(connectionEvent(state));
    if (state.kind !== 'ready' || pages.size === 0) return;
    following = new AbortController();
    void followPanelEvents(state.service, following.signal, ({ name, data }) => {
      postAll({ kind: 'event', name, data: JSON.parse(data) as never });
    });
  };

  const fill = async (page: Page, onDidDispose: vscode.Event<void>): Promise<void> => {
    const { panel, webview } = page;
    pages.add(page);
    const relay = createRelay({
      service: () => connection.ready(),
      host: createHost({ service: () => connection.ready(), serviceUrl }),
      post: (message) => void webview.postMessage(message),
    });
    webview.onDidReceiveMessage(async (message: unknown) => {
      await relay(message);
      if (page.isListening) return;
      page.isListening = true;
      post(page, connectionEvent(connection.state));
      for (const event of pending.get(panel) ?? []) post(page, event);
      pending.delete(panel);
    });
    onDidDispose(() => {
      pages.delete(page);
      if (pages.size === 0) following?.abort();
    });
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder] };
    webview.html = await htmlOf(panel, webview, webviewFolder, await mediaOrigins(connection));
    if (following === null || following.signal.aborted) follow(connection.state);
    // A view that is looked at needs the service.
    connection.ready().catch(() => undefined);
  };

  const unsubscribe = connection.onState(follow);
  const show = async (panel: PanelName): Promise<void> => {
    const tab = tabOf(panel)?.tab;
    if (tab) tab.reveal();
    else await vscode.commands.executeCommand(`loci.${panel}.focus`);
  };
  return {
    resolve: (panel, view) =>
      fill({ panel, webview: view.webview, tab: null, isListening: false }, view.onDidDispose.bind(view)),
    async openTab(panel, restored) {
      if (!restored && tabOf(panel)) return show(panel);
      const tab = restored ?? createTab(panel, extensionUri);
      await fill({ panel, webview: tab.webview, tab, isListening: false }, tab.onDidDispose.bind(tab));
    },
    show,
    async tell(panel, name, data) {
      const event: ToPanel = { kind: 'event', name, data };
      const page = tabOf(panel) ?? [...pages].find((each) => each.panel === panel);
      if (page?.isListening) post(page, event);
      else pending.set(panel, [...(pending.get(panel) ?? []), event]);
      await show(panel);
    },
    dispose() {
      unsubscribe();
      following?.abort();
    },
  };
}

/** As people read it. */
export function titleOf(panel: PanelName): string {
  const { t } = vscode.l10n;
  return { chat: t('Chat'), recordings: t('Recordings'), memories: t('Memories') }[panel];
}

function createTab(panel: PanelName, extensionUri: vscode.Uri): vscode.WebviewPanel {
  // What is written or played goes on while another tab is looked at.
  const options = { retainContextWhenHidden: true, enableFindWidget: true };
  const tab = vscode.window.createWebviewPanel(
    `loci.${panel}`,
    `Loci: ${titleOf(panel)}`,
    vscode.ViewColumn.Active,
    options,
  );
  tab.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
  return tab;
}

function connectionEvent(state: ConnectionState): ToPanel {
  const data: HostEvent<'host.connection'> =
    state.kind === 'ready'
      ? { state: 'ready', message: '' }
      : state.kind === 'lost'
        ? { state: 'lost', message: state.message }
        : { state: 'connecting', message: vscode.l10n.t('Waiting for the Loci service') };
  return { kind: 'event', name: 'host.connection', data };
}

/** Loopback, and where a remote window's pages reach the service instead. */
async function mediaOrigins({ state }: Connection): Promise<string[]> {
  if (state.kind !== 'ready') return LOCAL_MEDIA;
  const { origin } = new URL(await addressForPages(state.service.url));
  return origin.startsWith('http://127.0.0.1:') ? LOCAL_MEDIA : [...LOCAL_MEDIA, origin];
}

async function htmlOf(
  panel: PanelName,
  webview: vscode.Webview,
  folder: vscode.Uri,
  origins: readonly string[],
): Promise<string> {
  const [script, style] = [vscode.Uri.joinPath(folder, 'panel.js'), vscode.Uri.joinPath(folder, 'panel.css')];
  try {
    await Promise.all([vscode.workspace.fs.stat(script), vscode.workspace.fs.stat(style)]);
  } catch {
    return missingPage(
      vscode.l10n.t('This build of Loci has no panels: dist/webview is missing. Build it, and reload.'),
    );
  }
  return panelPage({
    panel,
    locale: vscode.env.language,
    title: titleOf(panel),
    cspSource: webview.cspSource,
    mediaOrigins: origins,
    scriptUri: webview.asWebviewUri(script).toString(),
    styleUri: webview.asWebviewUri(style).toString(),
    nonce: randomBytes(16).toString('hex'),
  });
}
