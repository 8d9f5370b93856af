import { json, Router, type RequestHandler, type Response } from 'express';
import { LeaseQuery } from '../contract/editorModels.js';
import { Challenge, PROTOCOL, TOKEN_HEADER } from '../contract/hello.js';
import { prove } from '../contract/proof.js';
import { ConsentState, type RecordingAbility, type ServiceEvent, type ServiceStatus } from '../contract/status.js';
import type { Consent } from '../core/consent.js';
import type { Events } from '../lifecycle/events.js';
import type { Leases } from '../lifecycle/leases.js';
import type { EditorWindows } from '../ports/editorWindows.js';
import { sendJson } from './answer.js';
import { same } from './guards.js';

export interface ControlOptions {
  /** The token of the service file. */
  token: string;
  version: string;
  /** As published; known once the service listens. */
  url: () => string;
  leases: Leases;
  events: Events;
  windows: Pick<EditorWindows, 'connect'>;
  /** Further routes that need the token. */
  routers: readonly Router[];
  status: () => Promise<ServiceStatus>;
  consent: Consent;
  recording: () => Promise<RecordingAbility>;
  /** Begins to stop the service; its answer is on its way already. */
  stop: () => void;
}

const HEARTBEAT_MS = 15_000;

/** `/_loci/*`: how clients recognise, hold, watch and stop the service. All but the hello need the token. */
export function createControl({
  token,
  version,
  url,
  leases,
  events,
  windows,
  routers,
  status,
  consent,
  recording,
  stop,
}: ControlOptions): Router {
  const router = Router();
  router.get('/_loci/hello', (request, response) => {
    const challenge = Challenge.safeParse(request.query.challenge);
    if (!challenge.success) {
      sendJson(response, 400, { detail: 'challenge must be 16 to 64 bytes in hex' });
      return;
    }
    const proof = prove(token, challenge.data, url());
    sendJson(response, 200, { app: 'loci', protocol: PROTOCOL, version, pid: process.pid, proof });
  });
  router.use('/_loci', requireToken(token));
  router.get('/_loci/status', async (_request, response) => {
    sendJson(response, 200, await status());
  });
  router.get('/_loci/events', (request, response) => {
    const query = LeaseQuery.safeParse(request.query);
    if (query.success) streamLease(response, leases, events, windows, query.data.window);
    else sendJson(response, 400, { detail: 'window must be a UUID' });
  });
  router.get('/_loci/recording', async (_request, response) => {
    sendJson(response, 200, await recording());
  });
  router.get('/_loci/consent', (_request, response) => sendJson(response, 200, { capture: consent.isGiven() }));
  router.put('/_loci/consent', json(), async (request, response) => {
    const asked = ConsentState.safeParse(request.body);
    if (!asked.success) {
      sendJson(response, 400, { detail: 'capture must be true or false' });
      return;
    }
    await consent.set(asked.data.capture);
    sendJson(response, 200, { capture: consent.isGiven() });
  });
  router.post('/_loci/stop', (_request, response) => {
    sendJson(response, 202, { stopping: true });
    stop();
  });
  for (const further of routers) router.use(further);
  router.use('/_loci', (_request, response) => {
    sendJson(response, 404, { detail: 'Not Found' });
  });
  return router;
}

function requireToken(token: string): RequestHandler {
  return (request, response, next) => {
    if (same(request.get(TOKEN_HEADER) ?? '', token)) next();
    else sendJson(response, 401, { detail: `The header ${TOKEN_HEADER} is missing or wrong` });
  };
}

/** The open stream is the lease: it ends with the connection, whatever becomes of the client. */
function streamLease(
  response: Response,
  leases: Leases,
  events: Events,
  windows: Pick<EditorWindows, 'connect'>,
  windowId: string | undefined,
): void {
  const release = leases.hold();
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  const send = (event: ServiceEvent): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
  const unsubscribe = events.subscribe(send);
  const disconnect = windowId === undefined ? null : windows.connect(windowId, send);
  send({ type: 'ready', leases: leases.count });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS).unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
    disconnect?.();
    release();
  });
}
