import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** What a chat request asked for, whatever the dialect. */
export interface ChatCall {
  model: string;
  messages: { role: string; content: string }[];
  json: boolean;
  body: Record<string, unknown>;
}

/** Instead of an answer: a status, silence, or a connection that breaks. */
export type Fault = { error: number; message?: string; retryAfter?: string } | { hang: true } | { reset: true };

export type Reply =
  /** The whole answer, in pieces. */
  | string
  /** The same, with the first piece late. */
  | { text: string; delayMs?: number; after?: Promise<unknown> }
  /** So much of an answer, then the connection breaks. */
  | { cut: string }
  /** So much of an answer, then silence. */
  | { stall: string }
  /** So much of an answer, then something that is no JSON. */
  | { malformed: string }
  /** So much of an answer, then the server reports a failure inside it. */
  | { text: string; failure: string }
  | Fault;

export type Handler = (call: ChatCall, requests: number) => Reply | Promise<Reply>;

export interface FakeModelServer {
  /** With the path that the dialect's clients are given. */
  url: string;
  requests: RecordedRequest[];
  /** Answers that a client hung up on before they were whole. */
  readonly closedByClient: number;
  /** Sent to the next requests, one each, whatever they ask for. */
  faults: Fault[];
  /** Who answers chats from now on. */
  answer(handler: Handler | Reply): void;
  /** Resolves once `closedByClient` has reached the count. */
  untilClosedByClient(count: number): Promise<void>;
  /** Resolves once so many requests have come. */
  untilRequested(count: number): Promise<void>;
  close(): Promise<void>;
}

/** How one dialect writes a streamed answer. */
export interface Framing {
  head: Record<string, string>;
  piece: (text: string, call: ChatCall) => string;
  end: (call: ChatCall) => string;
  failure: (message: string) => string;
  malformed: string;
  error: (status: number, message: string) => unknown;
}

export interface Dialect {
  framing: Framing;
  /** Runs before a request is answered; what it throws breaks the connection. */
  before?: ((request: RecordedRequest) => Promise<void>) | undefined;
  /** Answers all but streamed chats; a `ChatCall` asks for one. */
  route: (
    request: RecordedRequest,
    send: (status: number, body: unknown) => void,
    /** Streams lines; null = silence from there on. */
    sendLines: (lines: (string | null)[]) => void,
  ) => ChatCall | null;
  /** Appended to the origin. */
  path: string;
  answer: Handler | Reply;
}

/** So few bytes at once that lines, events and letters are cut in two. */
const BYTES_PER_WRITE = 23;
const LETTERS_PER_PIECE = 4;

export async function startFakeModelServer(dialect: Dialect): Promise<FakeModelServer> {
  const { framing, route, path } = dialect;
  const requests: RecordedRequest[] = [];
  const faults: Fault[] = [];
  const waiting: { isOver: () => boolean; resolve: () => void }[] = [];
  let answer = dialect.answer;
  let closedByClient = 0;

  const check = (): void => {
    for (const { isOver, resolve } of waiting) if (isOver()) resolve();
  };
  const until = (isOver: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ isOver, resolve });
      check();
    });

  const server = createServer((request, response) => {
    let brokenByUs = false;
    const reset = (): void => {
      brokenByUs = true;
      response.destroy();
    };
    response.on('close', () => {
      if (!response.writableFinished && !brokenByUs) closedByClient++;
      check();
    });
    const handle = async (): Promise<void> => {
      const body = await readText(request);
      const recorded = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>,
      };
      requests.push(recorded);
      check();
      const fault = faults.shift();
      if (fault) {
        applyFault(fault, response, framing, reset);
        return;
      }
      await dialect.before?.(recorded);
      const call = route(
        recorded,
        (status, value) => sendJson(response, status, value),
        (lines) => sendLines(response, framing, lines),
      );
      if (!call) return;
      const reply = typeof answer === 'function' ? await answer(call, requests.length) : answer;
      await sendReply(reply, call, response, framing, reset);
    };
    handle().catch(reset);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    requests,
    faults,
    get closedByClient() {
      return closedByClient;
    },
    answer(handler) {
      answer = handler;
    },
    untilClosedByClient: (count) => until(() => closedByClient >= count),
    untilRequested: (count) => until(() => requests.length >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendLines(response: ServerResponse, { head }: Framing, lines: (string | null)[]): void {
  response.writeHead(200, head);
  for (const line of lines) {
    if (line === null) return;
    response.write(line);
  }
  response.end();
}

function applyFault(fault: Fault, response: ServerResponse, framing: Framing, reset: () => void): void {
  if ('error' in fault) {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
    sendJson(response, fault.error, framing.error(fault.error, fault.message ?? 'scripted failure'));
  } else if ('reset' in fault) reset();
}

async function sendReply(
  reply: Reply,
  call: ChatCall,
  response: ServerResponse,
  framing: Framing,
  reset: () => void,
): Promise<void> {
  if (typeof reply === 'object' && ('error' in reply || 'hang' in reply || 'reset' in reply)) {
    applyFault(reply, response, framing, reset);
    return;
  }
  response.writeHead(200, framing.head);
  response.flushHeaders();
  const write = (text: string): Promise<void> => writeSplit(response, text);
  const stream = async (text: string): Promise<void> => {
    for (const piece of piecesOf(text)) await write(framing.piece(piece, call));
  };
  if (typeof reply === 'string') await stream(reply);
  else if ('cut' in reply) {
    await stream(reply.cut);
    reset();
    return;
  } else if ('stall' in reply) {
    await stream(reply.stall);
    return;
  } else if ('malformed' in reply) {
    await stream(reply.malformed);
    await write(framing.malformed);
  } else if ('failure' in reply) {
    await stream(reply.text);
    await write(framing.failure(reply.failure));
    response.end();
    return;
  } else {
    await reply.after;
    if (reply.delayMs !== undefined) await sleep(reply.delayMs);
    await stream(reply.text);
  }
  await write(framing.end(call));
  response.end();
}

function piecesOf(text: string): string[] {
  const letters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < letters.length; at += LETTERS_PER_PIECE)
    pieces.push(letters.slice(at, at + LETTERS_PER_PIECE).join(''));
  return pieces;
}

async function writeSplit(response: ServerResponse, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !response.destroyed; at += BYTES_PER_WRITE) {
    response.write(bytes.subarray(at, at + BYTES_PER_WRITE));
    await nextTurn();
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
