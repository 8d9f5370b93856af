import * as vscode from 'vscode';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { callRaw } from '../service/api.js';
import { openAddress } from './address.js';
import type { HostHandlers } from './relay.js';

export interface HostDeps {
  service: () => Promise<ServiceHandle>;
  /** '' while it is not known. */
  serviceUrl: () => Promise<string>;
}

/** What this window does for its panels. */
export function createHost({ service, serviceUrl }: HostDeps): HostHandlers {
  return {
    'host.describe': async () => ({
      host: 'vscode',
      locale: vscode.env.language,
      serviceUrl: await serviceUrl(),
      canInsert: editorForText() !== undefined,
    }),
    'host.insert': async ({ text }) => ({ inserted: await insertAtCursor(text) }),
    'host.copy': async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return {};
    },
    'host.open': async ({ url }) => {
      await openAddress(url);
      return {};
    },
    'host.run': async ({ command, args }) => {
      await vscode.commands.executeCommand(command, ...args);
      return {};
    },
    'host.save': async ({ name, url }) => ({ saved: await saveFromService(await service(), name, url) }),
  };
}

/** Where the person writes: none is active while a panel's tab has the focus. */
function editorForText(): vscode.TextEditor | undefined {
  return vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
}

/** Puts text in place of the selection of the last active editor. False where there is none, or it is read-only. */
export async function insertAtCursor(text: string): Promise<boolean> {
  const editor = editorForText();
  if (!editor) return false;
  return editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
}

/** Asks where, and writes what the service has there. False when the person took it back. */
export async function saveFromService(service: ServiceHandle, name: string, url: string): Promise<boolean> {
  const path = pathOnService(service, url);
  const target = await vscode.window.showSaveDialog({ defaultUri: proposedPlace(name) });
  if (!target) return false;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Saving {0}', name), cancellable: true },
    async (_progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      const response = await callRaw(service, path, { signal: cancel.signal });
      await vscode.workspace.fs.writeFile(target, new Uint8Array(await response.arrayBuffer()));
    },
  );
  return true;
}

/** Nothing but the service is ever asked, so the token goes nowhere else. */
function pathOnService(service: ServiceHandle, url: string): string {
  const resolved = new URL(url, service.url);
  const isOurs = resolved.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(resolved.hostname);
  if (!isOurs) throw new Error(vscode.l10n.t('Only files of the service can be saved'));
  return `${resolved.pathname}${resolved.search}`;
}

function proposedPlace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const safe = name.replaceAll(/[/\\:*?"<>|]/g, '_');
  return folder ? vscode.Uri.joinPath(folder, safe) : vscode.Uri.file(safe);
}
