import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FileContent } from '../ports/fileStore.js';

/** An answer that is not simply the route's JSON. */
export type Reply =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'bytes'; status: number; type: string; bytes: Buffer; headers?: Record<string, string> }
  /** A file of ours, with ranges; it is already known to be allowed. */
  | { kind: 'file'; type: string; content: FileContent; headers: Record<string, string> }
  /** Server-Sent Events, one `data:` frame per value; the iterable ends the stream and is closed when the caller hangs up. */
  | { kind: 'events'; events: AsyncIterable<unknown> }
  /** Another library speaks on the connection itself (MCP transports). */
  | { kind: 'raw'; serve: (request: IncomingMessage, response: ServerResponse) => Promise<void> };

const replies = new WeakSet<object>();

function branded(reply: Reply): Reply {
  replies.add(reply);
  return reply;
}

export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && replies.has(value);
}

export const reply = {
  json: (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
    branded({ kind: 'json', status, body, headers }),
  bytes: (type: string, bytes: Buffer, headers: Record<string, string> = {}): Reply =>
    branded({ kind: 'bytes', status: 200, type, bytes, headers }),
  text: (type: string, text: string, headers: Record<string, string> = {}): Reply =>
    branded({ kind: 'bytes', status: 200, type: `${type}; charset=utf-8`, bytes: Buffer.from(text), headers }),
  file: (type: string, content: FileContent, headers: Record<string, string> = {}): Reply =>
    branded({ kind: 'file', type, content, headers }),
  events: (events: AsyncIterable<unknown>): Reply => branded({ kind: 'events', events }),
  raw: (serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Reply =>
    branded({ kind: 'raw', serve }),
};
