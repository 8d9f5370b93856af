import * as vscode from 'vscode';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** An editor that is served on this machine, and used from its browser. */
function isServedHere(): boolean {
  const { remoteName, uiKind } = vscode.env;
  return remoteName !== undefined && uiKind === vscode.UIKind.Web && LOOPBACK.test(remoteName);
}

/**
 * Where a page in this window reaches the service, for signed links. The browser of an editor that is served on this
 * machine is on this machine too, so the service's own address is right; elsewhere the editor forwards the port.
 */
export async function addressForPages(serviceUrl: string): Promise<string> {
  if (vscode.env.remoteName === undefined || isServedHere()) return serviceUrl;
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(serviceUrl));
  return external.toString(true).replace(/\/$/, '');
}

/** Opens a page of the service in the person's browser. */
export async function openPage(serviceUrl: string, path: string): Promise<void> {
  const url = `${await addressForPages(serviceUrl)}${path}`;
  if (!isServedHere()) {
    await openAddress(url);
    return;
  }
  // A served editor sends addresses of this machine through itself, where pages do not find their parts.
  const copy = vscode.l10n.t('Copy the Address');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Open {0} in your browser', url), copy);
  if (answer === copy) await vscode.env.clipboard.writeText(url);
}

/** Opens an address in the person's browser, query and all. */
export async function openAddress(url: string): Promise<void> {
  // A parsed address is written anew by the editor, which escapes the `=` of a query.
  await vscode.env.openExternal(url as unknown as vscode.Uri);
}
