import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core/core.js';
import { cleanText } from '../core/text/cleanJson.js';
import { toCoreError } from '../ports/errors.js';
import type { Log } from '../ports/log.js';
import { isReply, type Reply } from '../surfaces/reply.js';
import { InvalidRequest, type RawRequest, type Route } from '../surfaces/route.js';
import type { Failure, Surface } from '../surfaces/surface.js';
import { RETRY_LATER, sendBytes, sendEvents, sendJson } from './answer.js';
import { parseJson, readBody, type JsonResult } from './body.js';
import { sendContent } from './content.js';
import { decide, mount, type Decision, type Mounted } from './dialect.js';

const BODY_LIMIT = 10 * 1024 * 1024;
/** Raw bodies are archives and media. */
const RAW_BODY_LIMIT = 256 * 1024 * 1024;

/** One request on its way to a route. */
interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  /** Without the mount prefix. */
  path: string;
  query: Record<string, string>;
  baseUrl: string;
}

interface Body {
  bytes: Buffer;
  json: JsonResult;
}

export interface DispatchOptions {
  surfaces: readonly Surface[];
  /** Answers for paths that belong to nobody. */
  fallback: Surface;
  core: Core;
  log: Log;
}

export type Dispatch = (
  request: IncomingMessage,
  response: ServerResponse,
  baseUrl: string,
  url: string,
) => Promise<void>;

/** Serves a set of dialects at one base: finds the dialect and the route, checks, runs, and answers in that dialect. */
export function createDispatch({ surfaces, fallback, core, log }: DispatchOptions): Dispatch {
  const mounted = mount(surfaces);
  const [fallbackMounted] = mount([fallback]) as [Mounted];

  return async (request, response, baseUrl, url) => {
    const { pathname, searchParams } = new URL(url, 'http://local');
    const incoming = { request, response, path: pathname, query: cleanQuery(searchParams), baseUrl };
    const shape = {
      method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
      path: pathname,
      query: incoming.query,
      accept: request.headers.accept ?? '',
    };
    const early = decide(mounted, fallbackMounted, { ...shape, body: undefined });
    const limit = early.result.kind === 'matched' && early.result.matched.route.rawBody ? RAW_BODY_LIMIT : BODY_LIMIT;
    const read = await readBody(request, limit);
    if (read.kind !== 'bytes') {
      const failure: Failure =
        read.kind === 'tooLarge'
          ? { kind: 'tooLarge', limitBytes: limit }
          : { kind: 'malformed', offset: 0, reason: 'Body cannot be read' };
      fail(incoming, early.mounted.surface, failure);
      return;
    }
    const isRaw = limit === RAW_BODY_LIMIT;
    const body: Body = { bytes: read.bytes, json: isRaw ? { ok: true, value: undefined } : parseJson(read.bytes) };
    const decision = decide(mounted, fallbackMounted, { ...shape, body: body.json.ok ? body.json.value : undefined });
    await serve(incoming, decision, body, core, log);
  };
}

async function serve(
  incoming: Incoming,
  { mounted, result }: Decision,
  body: Body,
  core: Core,
  log: Log,
): Promise<void> {
  const { surface } = mounted;
  if (result.kind === 'unknown') {
    fail(incoming, surface, { kind: 'unknownRoute' });
  } else if (result.kind === 'wrongMethod') {
    fail(incoming, surface, { kind: 'wrongMethod', allow: result.allow });
  } else if (!body.json.ok && result.matched.route.schemas.body) {
    fail(incoming, surface, { kind: 'malformed', offset: body.json.offset, reason: body.json.reason });
  } else {
    try {
      await run(incoming, result.matched.route, result.matched.params, body, core);
    } catch (thrown) {
      fail(incoming, surface, toFailure(thrown, log, result.matched.route));
    }
  }
}

async function run(
  incoming: Incoming,
  route: Route,
  params: Record<string, string>,
  body: Body,
  core: Core,
): Promise<void> {
  const { request, response } = incoming;
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  const raw: RawRequest = {
    params,
    query: incoming.query,
    body: body.json.ok ? body.json.value : undefined,
    facts: {
      headers: singleHeaders(request),
      path: incoming.path,
      baseUrl: incoming.baseUrl,
      signal: closed.signal,
      raw: body.bytes,
    },
  };
  const value = await route.run(raw, core);
  if (isReply(value)) await send(response, request, value);
  else sendJson(response, route.status, value);
}

async function send(response: ServerResponse, request: IncomingMessage, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'json':
      sendJson(response, reply.status, reply.body, reply.headers);
      return;
    case 'bytes':
      sendBytes(response, reply.status, reply.type, reply.bytes, reply.headers);
      return;
    case 'file':
      await sendContent(response, reply.type, reply.content, reply.headers);
      return;
    case 'events':
      await sendEvents(response, reply.events);
      return;
    case 'raw':
      await reply.serve(request, response);
  }
}

function toFailure(thrown: unknown, log: Log, route: Route): Failure {
  if (thrown instanceof InvalidRequest) return { kind: 'invalid', issues: thrown.issues };
  const error = toCoreError(thrown);
  if (error.code === 'internal') {
    log.error('A request failed', {
      route: route.id,
      error: error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message,
    });
  }
  return { kind: 'core', error };
}

function fail({ request, response, path }: Incoming, surface: Surface, failure: Failure): void {
  if (response.destroyed) return;
  const { status, body, headers } = surface.fail(failure, { method: request.method ?? 'GET', path });
  const retry = status === AWAY ? RETRY_LATER : {};
  // An unread body must not be taken for the next request on this connection.
  const unread: Record<string, string> = failure.kind === 'tooLarge' ? { Connection: 'close' } : {};
  sendJson(response, status, body, { ...retry, ...headers, ...unread });
}

const AWAY = 503;

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** The last value of each name. */
function cleanQuery(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].map(([name, value]) => [name, cleanText(value)]));
}
