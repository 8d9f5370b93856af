import { Router, type Request, type RequestHandler, type Response } from 'express';
import { TOKEN_HEADER } from '../../contract/hello.js';
import {
  PANEL_CALL,
  PANEL_CODE,
  PANEL_EVENTS,
  PANELS,
  PanelCall,
  PanelCodeRequest,
  type PanelAnswer,
} from '../../contract/panelWire.js';
import type { Core } from '../../core/core.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import { openMedia } from '../../surfaces/panel/media.js';
import { createPanel, type Panel } from '../../surfaces/panel/panel.js';
import { RETRY_LATER, sendBytes, sendJson } from '../answer.js';
import { parseJson, readBody } from '../body.js';
import { sendContent } from '../content.js';
import { endWithToken } from '../entrance.js';
import { same, type GuardRules } from '../guards.js';
import { createLinks, MEDIA_PREFIX, type Links } from './links.js';
import { createPages } from './pages.js';
import { createSessions, type Sessions } from './sessions.js';

export interface PanelServerOptions {
  core: Core;
  log: Log;
  clock: Clock;
  /** The token of the service file. */
  token: string;
  /** Of the built panels. */
  directory: string;
  /** Keeps the service while somebody looks at a panel; returns how to let go. */
  hold: () => () => void;
}

/** The panels over HTTP: pages, requests, events and media. */
export interface PanelServer {
  router: Router;
  /** What the guards have to know to let pages and signed links through. */
  rules: Pick<GuardRules, 'isSignedLink' | 'isPanelPage' | 'hasSession'>;
  close(): Promise<void>;
}

/** Archives of memories are sent in requests. */
const BODY_LIMIT = 96 * 1024 * 1024;
const HEARTBEAT_MS = 15_000;
const MOST_STREAMS = 100;
/** A page that does not read for so long is gone. */
const MOST_UNREAD = 16 * 1024 * 1024;

export function createPanelServer({ core, log, clock, token, directory, hold }: PanelServerOptions): PanelServer {
  const links = createLinks(clock);
  const sessions = createSessions(clock);
  const panel = createPanel({ core, log, sign: links.sign });
  const router = Router({ caseSensitive: true });
  router.use(createPages(directory, sessions));
  router.get(new RegExp(`^${MEDIA_PREFIX}.+`), (request, response) =>
    serveMedia(response, request.originalUrl, links, core),
  );
  const { acting, people } = core;
  const hasToken = (request: Request): boolean =>
    acting.principal !== null || same(request.get(TOKEN_HEADER) ?? '', token);
  router.post(PANEL_CODE, requireToken(hasToken), async (request, response) => {
    const body = await readBody(request, 1024);
    const json = body.kind === 'bytes' ? parseJson(body.bytes) : null;
    const parsed = PanelCodeRequest.safeParse(json?.ok ? json.value : null);
    if (parsed.success)
      sendJson(response, 200, { path: `/panel/${parsed.data.panel}?code=${sessions.createCode(acting.principal)}` });
    else sendJson(response, 400, { detail: `panel must be one of ${PANELS.join(', ')}` });
  });
  const known = requireTokenOrSession({ hasToken, sessions, acting, people });
  router.post(PANEL_CALL, known, async (request, response) => {
    const body = await readBody(request, BODY_LIMIT);
    if (body.kind === 'bytes') sendJson(response, 200, await answerCall(panel, body.bytes));
    else {
      const status = body.kind === 'tooLarge' ? 413 : 400;
      sendJson(response, status, failure('invalid_input', 'The request is too large, or broken'), {
        Connection: 'close',
      });
    }
  });
  let streams = 0;
  router.get(PANEL_EVENTS, known, (_request, response) => {
    if (streams >= MOST_STREAMS) {
      sendJson(response, 503, { detail: 'Too many panels are open' });
      return;
    }
    streams++;
    const release = hold();
    streamEvents(response, panel);
    response.once('close', () => {
      streams--;
      release();
    });
  });
  return {
    router,
    rules: {
      isSignedLink: (request) => links.isValid(request.url ?? ''),
      isPanelPage: (request) => /^\/panel\/[a-z/.]+(?:\?|$)/.test(request.url ?? ''),
      hasSession: (request) => (request.url ?? '').startsWith('/_loci/panel/') && sessions.isKnown(request),
    },
    close: () => panel.close(),
  };
}

function requireToken(hasToken: (request: Request) => boolean): RequestHandler {
  return (request, response, next) => {
    if (hasToken(request)) next();
    else sendJson(response, 401, { detail: `The header ${TOKEN_HEADER} is missing or wrong` });
  };
}

/** A browser's requests are JSON by their type, so that no page of another site can send one without being asked first. */
function requireTokenOrSession({
  hasToken,
  sessions,
  acting,
  people,
}: {
  hasToken: (request: Request) => boolean;
  sessions: Sessions;
} & Pick<Core, 'acting' | 'people'>): RequestHandler {
  return async (request, response, next) => {
    const isJson = request.method === 'GET' || request.is('application/json') !== false;
    const person = isJson ? sessions.principalOf(request) : undefined;
    if (person === null || (person && (await people.isKnown(person)))) {
      endWithToken(response, person, { people });
      acting.as(person, next);
    } else if (hasToken(request)) next();
    else sendJson(response, 401, failure('forbidden', 'Open this page with `loci open`'));
  };
}

async function answerCall(panel: Panel, bytes: Buffer): Promise<PanelAnswer> {
  const json = parseJson(bytes);
  const call = PanelCall.safeParse(json.ok ? json.value : null);
  return call.success
    ? panel.call(call.data.method, call.data.params)
    : failure('invalid_input', 'A request is {"method", "params"}');
}

function failure(code: string, message: string): PanelAnswer {
  return { ok: false, error: { code, message } };
}

function streamEvents(response: Response, panel: Panel): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  response.write(': connected\n\n');
  const unsubscribe = panel.subscribe(({ name, data }) => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS).unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}

/** A link was made for somebody: what it names is looked for among theirs. */
async function asOwnerOf<T>(url: string, links: Links, { acting, identity }: Core, work: () => Promise<T>): Promise<T> {
  const userId = links.userOf(url);
  if (userId === null) return acting.as(null, work);
  const user = await identity.getUser(userId);
  if (!user) throw new CoreError('not_found', 'User not found');
  return acting.as({ userId, name: user.name, tokenId: '' }, work);
}

/** Only what a signed link names. Pages of editors live at other origins: these answers alone may be shown there. */
async function serveMedia(response: Response, url: string, links: Links, core: Core): Promise<void> {
  if (!links.isValid(url)) {
    sendJson(response, 403, { detail: 'The link is not valid (any more)' });
    return;
  }
  const path = url.slice(MEDIA_PREFIX.length, url.indexOf('?'));
  try {
    const media = await asOwnerOf(url, links, core, () => openMedia(core, decodeURIComponent(path)));
    if (!media) sendJson(response, 404, { detail: 'Not Found' });
    else {
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      if (media.kind === 'file') await sendContent(response, media.type, media.content);
      else
        sendBytes(
          response,
          200,
          media.type,
          media.bytes,
          media.name === null ? {} : { 'Content-Disposition': `attachment; filename="${media.name}"` },
        );
    }
  } catch (thrown) {
    const { code, message } = toCoreError(thrown);
    if (response.headersSent) response.destroy();
    else if (code === 'not_found') sendJson(response, 404, { detail: message });
    else sendJson(response, 503, { detail: message }, RETRY_LATER);
  }
}
