import type { PanelName } from '../../server/contract/panelWire.js';

export interface PageOptions {
  panel: PanelName;
  locale: string;
  title: string;
  /** `webview.cspSource`. */
  cspSource: string;
  /** Where pictures, videos and sound may come from besides. */
  mediaOrigins: readonly string[];
  scriptUri: string;
  styleUri: string;
  nonce: string;
}

/** The page that holds a panel: nothing but our own script, style and font, and media of the service. */
export function panelPage(options: PageOptions): string {
  const { panel, locale, title, cspSource, mediaOrigins, scriptUri, styleUri, nonce } = options;
  const media = [cspSource, 'blob:', ...mediaOrigins].join(' ');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${media} data:`,
    `media-src ${media}`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${escape(styleUri)}">
</head>
<body data-panel="${panel}" data-host="vscode">
<script nonce="${nonce}" type="module" src="${escape(scriptUri)}"></script>
</body>
</html>`;
}

/** Shown where this build has no panels. */
export function missingPage(message: string): string {
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
<body><p>${escape(message)}</p></body></html>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
