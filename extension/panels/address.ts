import * as vscode from 'vscode';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Where a page in this window reaches the service, for signed links. The browser of an editor that is served on this
 * machine is on this machine too, so the service's own address is right; elsewhere the editor forwards the port.
 */
export async function addressForPages(serviceUrl: string): Promise<string> {
  const { remoteName, uiKind } = vscode.env;
  const isHere = remoteName === undefined || (uiKind === vscode.UIKind.Web && LOOPBACK.test(remoteName));
  if (isHere) return serviceUrl;
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(serviceUrl));
  return external.toString(true).replace(/\/$/, '');
}

/** Opens an address in the person's browser, query and all. */
export async function openAddress(url: string): Promise<void> {
  // A parsed address is written anew by the editor, which escapes the `=` of a query.
  await vscode.env.openExternal(url as unknown as vscode.Uri);
}
