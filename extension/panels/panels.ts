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

/** The three views of this window. */
export interface Panels {
  /** Fills a view that the editor shows. */
  resolve(panel: PanelName, view: vscode.WebviewView): Promise<void>;
  /** Shows a panel, keyboard focus included. */
  show(panel: PanelName): Promise<void>;
  /** Shows a panel and tells it something once its page listens. */
  tell<Name extends HostEventName>(panel: PanelName, name: Name, data: HostEvent<Name>): Promise<void>;
  dispose(): void;
}

interface Page {
  view: vscode.WebviewView;
  /** It has asked for something, so it listens. */
  isListening: boolean;
}

const TITLES: Record<PanelName, string> = { chat: 'Chat', recordings: 'Recordings', memories: 'Memories' };
/** Forwarded to this machine's loopback by the editor itself where it is remote. */
const LOCAL_MEDIA = ['http://127.0.0.1:*', 'http://localhost:*'];

export function createPanels(extensionUri: vscode.Uri, connection: Connection): Panels {
  const webviewFolder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const pages = new Map<PanelName, Page>();
  const pending = new Map<PanelName, ToPanel[]>();
  let following: AbortController | null = null;

  const post = (panel: PanelName, message: ToPanel): void => void pages.get(panel)?.view.webview.postMessage(message);
  const postAll = (message: ToPanel): void => {
    for (const [panel, { isListening }] of pages) if (isListening) post(panel, message);
  };

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

  const resolve = async (panel: PanelName, view: vscode.WebviewView): Promise<void> => {
    const page: Page = { view, isListening: false };
    pages.set(panel, page);
    const relay = createRelay({
      service: () => connection.ready(),
      host: createHost({ service: () => connection.ready(), serviceUrl }),
      post: (message) => void view.webview.postMessage(message),
    });
    view.webview.onDidReceiveMessage(async (message: unknown) => {
      await relay(message);
      if (page.isListening) return;
      page.isListening = true;
      post(panel, connectionEvent(connection.state));
      for (const event of pending.get(panel) ?? []) post(panel, event);
      pending.delete(panel);
    });
    view.onDidDispose(() => {
      if (pages.get(panel) === page) pages.delete(panel);
      if (pages.size === 0) following?.abort();
    });
    view.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder] };
    view.webview.html = await htmlOf(panel, view.webview, webviewFolder, await mediaOrigins(connection));
    if (following === null || following.signal.aborted) follow(connection.state);
    // A view that is looked at needs the service.
    connection.ready().catch(() => undefined);
  };

  const unsubscribe = connection.onState(follow);
  const show = async (panel: PanelName): Promise<void> => {
    await vscode.commands.executeCommand(`loci.${panel}.focus`);
  };
  return {
    resolve,
    show,
    async tell(panel, name, data) {
      const event: ToPanel = { kind: 'event', name, data };
      if (pages.get(panel)?.isListening) post(panel, event);
      else pending.set(panel, [...(pending.get(panel) ?? []), event]);
      await show(panel);
    },
    dispose() {
      unsubscribe();
      following?.abort();
    },
  };
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
    title: TITLES[panel],
    cspSource: webview.cspSource,
    mediaOrigins: origins,
    scriptUri: webview.asWebviewUri(script).toString(),
    styleUri: webview.asWebviewUri(style).toString(),
    nonce: randomBytes(16).toString('hex'),
  });
}
