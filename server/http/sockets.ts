import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Core } from '../core/core.js';
import { toCoreError } from '../ports/errors.js';
import type { Log } from '../ports/log.js';
import { CLOSE, type SocketRoute, type SocketSession } from '../surfaces/socket.js';
import type { Surface } from '../surfaces/surface.js';
import { enter } from './entrance.js';
import type { GuardRules } from './guards.js';

export interface SocketOptions {
  surfaces: readonly Surface[];
  /** True: each surface's paths under its prefix as well. */
  isShared: boolean;
  core: Core;
  rules: GuardRules;
  log: Log;
}

const MAX_MESSAGE = 1024 * 1024;
const MAX_OPEN = 200;
/** A client that answers no ping for this long is gone. */
const PING_MS = 30_000;
/** How long a client may take to say goodbye. */
const FAREWELL_MS = 500;

/** Lets a server answer the WebSocket upgrades of its surfaces; every other upgrade is refused. */
export function attachSockets(server: Server, { surfaces, isShared, core, rules, log }: SocketOptions): void {
  const routes = new Map<string, SocketRoute>();
  for (const { name, sockets = [] } of surfaces) {
    for (const route of sockets) {
      routes.set(route.path, route);
      if (isShared) routes.set(`/${name}${route.path}`, route);
    }
  }
  const upgrader = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const entrance = await enter(request, rules, core);
    const route = routes.get(pathOf(request));
    if (!entrance.allowed) refuse(socket, entrance.status, entrance.reason);
    else if (!route) refuse(socket, 404, 'Not Found');
    else if (upgrader.clients.size >= MAX_OPEN) refuse(socket, 503, 'Too many connections');
    else
      upgrader.handleUpgrade(request, socket, head, (webSocket) => {
        const { principal } = entrance;
        const end = (): void => webSocket.close(CLOSE.refused, 'The token was taken away');
        if (principal) webSocket.once('close', core.people.watch(principal, end));
        void core.acting.as(principal, () => run(webSocket, route, core, log));
      });
  };
  server.on('upgrade', (request, socket, head) => {
    // Whoever leaves before it is known who they are breaks nothing.
    socket.on('error', () => undefined);
    void upgrade(request, socket, head);
  });
  closeWith(server, upgrader);
}

/** A server that closes waits for its upgraded connections, which it does not know how to end: they are told to go. */
function closeWith(server: Server, upgrader: WebSocketServer): void {
  const close = server.close.bind(server);
  server.close = (done) => {
    for (const client of upgrader.clients) {
      client.close(CLOSE.goingAway, 'The service is stopping');
      setTimeout(() => client.terminate(), FAREWELL_MS).unref();
    }
    return close(done);
  };
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://local').pathname.replace(/(?<=.)\/+$/, '');
}

const REASONS: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: number, reason: string): void {
  const body = JSON.stringify({ detail: reason });
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

async function run(webSocket: WebSocket, route: SocketRoute, core: Core, log: Log): Promise<void> {
  const session = createSession(webSocket);
  try {
    await route.serve(session, core);
    session.close(CLOSE.normal, '');
  } catch (thrown) {
    if (!session.signal.aborted) log.error('A WebSocket failed', { path: route.path, code: toCoreError(thrown).code });
    session.close(CLOSE.failed, 'Internal error');
  }
}

function createSession(webSocket: WebSocket): SocketSession {
  const ended = new AbortController();
  const waiting: unknown[] = [];
  let wake = (): void => undefined;
  let isAlive = true;

  const heartbeat = setInterval(() => {
    if (!isAlive) webSocket.terminate();
    isAlive = false;
    webSocket.ping();
  }, PING_MS);
  webSocket.on('pong', () => (isAlive = true));
  webSocket.on('message', (data: Buffer) => {
    isAlive = true;
    waiting.push(parse(data.toString()));
    wake();
  });
  webSocket.on('close', () => {
    clearInterval(heartbeat);
    ended.abort();
    wake();
  });
  // What breaks a connection also closes it.
  webSocket.on('error', () => undefined);

  async function* messages(): AsyncGenerator {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift();
      if (ended.signal.aborted) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    messages: messages(),
    signal: ended.signal,
    send(value) {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(JSON.stringify(value));
    },
    close: (code, reason) => webSocket.close(code, reason),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
