import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Core } from '../../core/core.js';
import { detailFailure, plainDetail } from '../fastapi.js';
import { reply, type Reply } from '../reply.js';
import { route, type RequestFacts, type Route } from '../route.js';
import type { Surface } from '../surface.js';
import { clientNameFrom, NameParam, type Binding } from './binding.js';
import { asMessage, methodNotAllowed, parseBody, parseError, rpcError, unknownSession } from './jsonRpc.js';
import { createServer } from './server.js';
import { createSessions, type Sessions } from './sessions.js';
import { createSseTransport, type SseTransport } from './sse.js';

export interface McpSurface extends Surface {
  /** Ends all streams and sessions. */
  close(): Promise<void>;
}

export interface McpOptions {
  version: string;
  pingIntervalMs?: number;
  now?: () => number;
}

const PING_MS = 15_000;
const MOST_STREAMS = 2_000;
const MOST_SESSIONS = 1_000;
const IDLE_MS = 12 * 3_600_000;

interface Streams {
  version: string;
  pingIntervalMs: number;
  sse: Sessions<SseTransport>;
  http: Sessions<StreamableHTTPServerTransport>;
}

const Connection = z.object({ client_name: NameParam, user_id: NameParam });
const SessionQuery = z.object({ session_id: z.string() });
const Stream = z.string().describe('A stream of JSON-RPC messages');

/** MCP over Streamable HTTP and the older SSE, for one user and client each, or for the default user at `/mcp`. */
export function createMcpSurface({ version, pingIntervalMs = PING_MS, now = Date.now }: McpOptions): McpSurface {
  const streams: Streams = {
    version,
    pingIntervalMs,
    sse: createSessions({ most: MOST_STREAMS, idleMs: null, close: (transport) => transport.close(), now }),
    http: createSessions({ most: MOST_SESSIONS, idleMs: IDLE_MS, close: (transport) => transport.close(), now }),
  };
  return {
    name: 'mcp',
    title: 'MCP',
    version,
    routes: [...sseRoutes(streams), ...statelessRoutes(streams), ...sessionRoutes(streams)],
    owns: ['/mcp'],
    servedAt: ['openmemory'],
    fail: (failure) =>
      failure.kind === 'invalid' || failure.kind === 'malformed' ? plainDetail(failure) : detailFailure(failure),
    async close() {
      await Promise.all([streams.sse.closeAll(), streams.http.closeAll()]);
    },
  };
}

function sseRoutes({ version, pingIntervalMs, sse }: Streams): Route[] {
  const receive = (sessionId: string, { raw }: RequestFacts): Promise<Reply> => {
    const transport = sse.get(sessionId);
    if (!transport) return Promise.resolve(unknownSession());
    const body = parseBody(raw);
    const message = body === undefined ? null : asMessage(body);
    if (!message) return Promise.resolve(parseError());
    transport.receive(message);
    return Promise.resolve(reply.json(202, { status: 'ok' }));
  };
  const message = {
    summary: 'Send a message to an SSE connection',
    tag: 'SSE',
    method: 'post',
    rawBody: true,
    status: 202,
    query: SessionQuery,
    reply: z.object({ status: z.literal('ok') }),
  } as const;
  return [
    route({
      id: 'connectSse',
      method: 'get',
      path: '/mcp/{client_name}/sse/{user_id}',
      summary: 'Open an SSE connection for a user and client',
      tag: 'SSE',
      produces: 'text/event-stream',
      params: Connection,
      reply: Stream,
      handle: ({ params, facts }, core) =>
        Promise.resolve(
          reply.raw(async (_request, response) => {
            const messagePath = `${new URL(facts.baseUrl).pathname.replace(/\/$/, '')}/mcp/messages/`;
            const transport = createSseTransport({ response, messagePath, pingIntervalMs });
            sse.add(transport.sessionId, transport);
            response.once('close', () => sse.remove(transport.sessionId));
            const binding = {
              userName: params.user_id,
              clientName: params.client_name,
              sessionId: transport.sessionId,
            };
            await createServer(core, binding, version).connect(transport);
          }),
        ),
    }),
    route({
      ...message,
      id: 'sendSseMessage',
      path: '/mcp/messages',
      handle: ({ query, facts }) => receive(query.session_id, facts),
    }),
    route({
      ...message,
      id: 'sendSseMessageForClient',
      path: '/mcp/{client_name}/sse/{user_id}/messages',
      params: Connection,
      handle: ({ query, facts }) => receive(query.session_id, facts),
    }),
  ];
}

/** Serves one request with a server of its own: nothing is kept between requests. */
function serveAlone(core: Core, binding: Binding, version: string, body: unknown): Reply {
  return reply.raw(async (request, response) => {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = createServer(core, binding, version);
    response.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, body);
  });
}

function statelessRoutes({ version }: Streams): Route[] {
  const path = '/mcp/{client_name}/http/{user_id}' as const;
  const shared = { path, tag: 'Streamable HTTP', params: Connection, rawBody: true, reply: z.unknown() };
  return [
    route({
      ...shared,
      id: 'callHttp',
      method: 'post',
      summary: 'Send a message for a user and client (stateless Streamable HTTP)',
      handle: ({ params, facts }, core) => {
        const body = parseBody(facts.raw);
        if (body === undefined) return Promise.resolve(parseError());
        const binding = { userName: params.user_id, clientName: params.client_name, sessionId: null };
        return Promise.resolve(serveAlone(core, binding, version, body));
      },
    }),
    route({
      ...shared,
      id: 'listenHttp',
      method: 'get',
      summary: 'There is no standing stream: every request is answered by itself',
      handle: () => Promise.resolve(methodNotAllowed('POST')),
    }),
    route({
      ...shared,
      id: 'endHttp',
      method: 'delete',
      summary: 'There is no session to end',
      handle: () => Promise.resolve(methodNotAllowed('POST')),
    }),
  ];
}

function sessionRoutes({ version, http }: Streams): Route[] {
  const shared = { path: '/mcp', tag: 'Streamable HTTP', rawBody: true, reply: z.unknown() } as const;
  const continued = ({ headers, raw }: RequestFacts, body: unknown): Reply => {
    const transport = http.get(headers['mcp-session-id'] ?? '');
    if (!transport)
      return headers['mcp-session-id'] === undefined
        ? rpcError(400, -32000, 'Bad Request: Mcp-Session-Id is missing')
        : unknownSession();
    return reply.raw((request, response) =>
      transport.handleRequest(request, response, raw.length > 0 ? body : undefined),
    );
  };
  const resume = ({ facts }: { facts: RequestFacts }): Promise<Reply> => Promise.resolve(continued(facts, undefined));
  return [
    route({
      ...shared,
      id: 'call',
      method: 'post',
      summary: 'Send a message for the default user; the app is the name that the client gives itself',
      handle: ({ facts }, core) => {
        const body = parseBody(facts.raw);
        if (body === undefined) return Promise.resolve(parseError());
        const [first] = [body].flat();
        return Promise.resolve(
          isInitializeRequest(first)
            ? begin(core, http, version, first.params.clientInfo.name, body)
            : continued(facts, body),
        );
      },
    }),
    route({
      ...shared,
      id: 'listen',
      method: 'get',
      summary: "Open a session's standing stream",
      produces: 'text/event-stream',
      handle: resume,
    }),
    route({ ...shared, id: 'end', method: 'delete', summary: 'End a session', handle: resume }),
  ];
}

/** A session begins: its id is random and bound to this client alone. */
function begin(core: Core, sessions: Streams['http'], version: string, givenName: unknown, body: unknown): Reply {
  return reply.raw(async (request, response) => {
    const sessionId = randomUUID();
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => sessionId,
      enableJsonResponse: true,
      onsessioninitialized: (id) => sessions.add(id, transport),
      onsessionclosed: (id) => sessions.remove(id),
    });
    const binding = { userName: core.identity.defaultUser, clientName: clientNameFrom(givenName), sessionId };
    await createServer(core, binding, version).connect(transport);
    await transport.handleRequest(request, response, body);
  });
}
