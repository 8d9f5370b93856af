import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express, { Router, type Express } from 'express';
import type { Core } from '../core/core.js';
import type { Log } from '../ports/log.js';
import { describeAll, describeSurface } from '../surfaces/openapi.js';
import type { Surface } from '../surfaces/surface.js';
import { originOf, readAddress } from './address.js';
import { PRIVATE_HEADERS, sendJson } from './answer.js';
import { createDispatch, type Dispatch } from './dispatch.js';
import { createDocs } from './docs.js';
import { endWithToken, enter, type Entrance } from './entrance.js';
import type { GuardRules } from './guards.js';
import { attachSockets } from './sockets.js';
import { followRenewals, readCertificate, type CertificateFiles } from './tls.js';

export interface AppOptions {
  core: Core;
  surfaces: readonly Surface[];
  /** Answers on the shared origin for paths that belong to nobody. */
  fallback: Surface;
  rules: GuardRules;
  /** Absent or null = plain HTTP. */
  tls?: CertificateFiles | null;
  log: Log;
  version: string;
  /** Folder of the offline documentation pages. */
  docsDirectory: string;
  /** `/_loci/*` and other routes of the service itself, before the dialects. */
  control?: Router | undefined;
  /** The panels, before the control routes: they know who may call by themselves. */
  panel?: Router | undefined;
  /** Called for each request that passed the guards. */
  onRequest?: (() => void) | undefined;
}

/** The shared origin: every dialect at the root (told apart by its shape) and exact under its own prefix. */
export function createApp(options: AppOptions): Express {
  const { core, surfaces, fallback, log, version, docsDirectory } = options;
  const app = shell(options);
  if (options.panel) app.use(options.panel);
  if (options.control) app.use(options.control);
  app.use(createDocs(() => describeAll(surfaces, version), 'Loci', docsDirectory));
  for (const surface of surfaces.filter(hasOwnBase)) app.use(`/${surface.name}`, surfaceRouter(surface, options));
  app.use(dispatching(createDispatch({ surfaces, fallback, core, log }), options.rules));
  return app;
}

/** A documented API that can be served by itself: under its prefix, on its port. */
export function hasOwnBase(surface: Surface): boolean {
  return surface.servedAt === undefined;
}

/** One dialect alone, as on its documented port. */
export function createSurfaceApp(surface: Surface, options: AppOptions): Express {
  const app = shell(options);
  app.use(surfaceRouter(surface, options));
  return app;
}

/** The server of the shared origin: every dialect, over HTTP and WebSockets. */
export function createSharedServer(app: Express, { surfaces, core, rules, tls, log }: AppOptions): Server {
  const server = createHttpServer(app, tls ?? null);
  attachSockets(server, { surfaces, isShared: true, core, rules, log });
  return server;
}

/** The server of one dialect alone. */
export function createSurfaceServer(surface: Surface, app: Express, { core, rules, tls, log }: AppOptions): Server {
  const server = createHttpServer(app, tls ?? null);
  attachSockets(server, { surfaces: [surface], isShared: false, core, rules, log });
  return server;
}

/** An HTTP server for an app, with the bounds that keep slow or odd clients from hurting others. */
function createHttpServer(app: Express, tls: CertificateFiles | null): Server {
  // A missing Host is answered by the guards, alike for all.
  const bounds = { requireHostHeader: false, maxHeaderSize: 256 * 1024, keepAliveTimeout: 65_000 };
  const server = tls ? createTlsServer(app, bounds, tls) : createServer(bounds, app);
  server.requestTimeout = 60_000;
  server.headersTimeout = 20_000;
  return server;
}

function createTlsServer(app: Express, bounds: object, files: CertificateFiles): Server {
  const certificate = readCertificate(files);
  const server = createSecureServer({ ...bounds, ...certificate, minVersion: 'TLSv1.2' }, app);
  followRenewals(server, files, certificate);
  return server;
}

function shell({ core, rules, onRequest }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.use(async (request, response, next) => {
    for (const [name, value] of Object.entries(PRIVATE_HEADERS)) response.setHeader(name, value);
    const entrance = await enter(request, rules, core);
    if (!admit(request, response, entrance)) return;
    onRequest?.();
    endWithToken(response, entrance.principal, core);
    core.acting.as(entrance.principal, next);
  });
  return app;
}

const REFUSALS: Readonly<Record<number, Record<string, string>>> = {
  401: { 'WWW-Authenticate': 'Bearer' },
  503: { 'Retry-After': '2' },
};

/** Answers what may not pass, and the preflights of what may. True = go on. */
function admit(
  request: IncomingMessage,
  response: ServerResponse,
  entrance: Entrance,
): entrance is Extract<Entrance, { allowed: true }> {
  if (!entrance.allowed) {
    const { status, reason } = entrance;
    sendJson(response, status, { detail: reason }, { Connection: 'close', ...REFUSALS[status] });
    return false;
  }
  if (entrance.corsOrigin === null) return true;
  response.setHeader('Access-Control-Allow-Origin', entrance.corsOrigin);
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id, X-Request-Id, Retry-After');
  if (request.method !== 'OPTIONS') return true;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? 'Content-Type',
    'Access-Control-Max-Age': '600',
  });
  response.end();
  return false;
}

function surfaceRouter(surface: Surface, { core, surfaces, rules, log, docsDirectory }: AppOptions): Router {
  const router = Router({ caseSensitive: true });
  const parts = [surface, ...surfaces.filter((other) => other.servedAt?.includes(surface.name))];
  router.use(createDocs(() => describeSurface(surface), surface.title, docsDirectory));
  router.use(dispatching(createDispatch({ surfaces: parts, fallback: surface, core, log }), rules));
  return router;
}

function dispatching(dispatch: Dispatch, { proxies }: GuardRules): express.RequestHandler {
  return async (request, response) => {
    const baseUrl = `${originOf(readAddress(request, proxies ?? null))}${request.baseUrl}`;
    await dispatch(request, response, baseUrl, request.url);
  };
}
