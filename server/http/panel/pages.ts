import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Router, type Response } from 'express';
import { PANELS, type PanelName } from '../../contract/panelWire.js';
import { sendBytes } from '../answer.js';
import type { Sessions } from './sessions.js';

const ASSETS: Readonly<Record<string, string>> = {
  'panel.js': 'text/javascript; charset=utf-8',
  'panel.css': 'text/css; charset=utf-8',
  'theme.css': 'text/css; charset=utf-8',
  'codicon.ttf': 'font/ttf',
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TITLES: Readonly<Record<PanelName, string>> = { chat: 'Chat', recordings: 'Recordings', memories: 'Memories' };

/** The panels as pages of a browser. They hold nothing: what they show is asked for with the session that a link brought. */
export function createPages(directory: string, sessions: Sessions): Router {
  const router = Router({ strict: true, caseSensitive: true });
  router.get('/panel/assets/:name', async (request, response, next) => {
    const { name } = request.params;
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    const file = join(directory, name);
    if (type === undefined || !existsSync(file)) next();
    else sendBytes(response, 200, type, await readFile(file), { 'Cache-Control': 'private, max-age=0' });
  });
  router.get('/panel/:panel', (request, response, next) => {
    const panel = PANELS.find((name) => name === request.params.panel);
    const { code } = request.query;
    if (panel === undefined) next();
    else if (typeof code === 'string') redeem(response, sessions.redeem(code, request), panel);
    else sendPage(response, 200, pageOf(panel));
  });
  return router;
}

/** On to the page without the code in its address, so that it is in no history. */
function redeem(response: Response, cookie: string | null, panel: PanelName): void {
  if (cookie === null) {
    sendPage(response, 403, usedPage());
    return;
  }
  response.setHeader('Set-Cookie', cookie);
  response.setHeader('Location', `/panel/${panel}`);
  sendBytes(response, 303, 'text/plain; charset=utf-8', Buffer.alloc(0));
}

function sendPage(response: Response, status: number, html: string): void {
  sendBytes(response, status, 'text/html; charset=utf-8', Buffer.from(html), { 'Content-Security-Policy': POLICY });
}

const head = (title: string): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/panel/assets/theme.css"><link rel="stylesheet" href="/panel/assets/panel.css">`;

function pageOf(panel: PanelName): string {
  return `${head(`${TITLES[panel]} · Loci`)}
<script src="/panel/assets/panel.js" defer></script></head><body data-panel="${panel}" data-host="browser"></body></html>
`;
}

function usedPage(): string {
  return `${head('Loci')}</head><body><main class="notice"><h1>This link was used already, or is too old</h1><p>Each link opens Loci once, within a minute. Get another one with <code>loci open</code>.</p></main></body></html>
`;
}
