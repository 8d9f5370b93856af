import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';

export type BodyResult = { kind: 'bytes'; bytes: Buffer } | { kind: 'tooLarge' } | { kind: 'broken' };

/** Reads a whole body, unpacked, never more than `limit` bytes of it. */
export async function readBody(request: IncomingMessage, limit: number): Promise<BodyResult> {
  const unpacked = unpack(request);
  if (!unpacked) return { kind: 'broken' };
  if (Number(request.headers['content-length'] ?? 0) > limit) return { kind: 'tooLarge' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return { kind: 'tooLarge' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'broken' };
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks) };
}

function unpack(request: IncomingMessage): Readable | null {
  switch (request.headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return request;
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    default:
      return null;
  }
}

export type JsonResult = { ok: true; value: unknown } | { ok: false; offset: number; reason: string };

const MAX_DEPTH = 100;
const MAX_NODES = 500_000;

/** A body as clean JSON whatever its content type says; `undefined` when there is none. */
export function parseJson(bytes: Buffer): JsonResult {
  if (bytes.length === 0) return { ok: true, value: undefined };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, offset: 0, reason: 'Body is not UTF-8' };
  }
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    return clean(value);
  } catch (error) {
    return { ok: false, offset: offsetOf(error, text), reason: 'Expecting valid JSON' };
  }
}

/**
 * Makes a parsed value safe to keep, in place and without recursion: strings well-formed and free of NUL (which a
 * database text cannot hold), no `__proto__` keys. Refuses what is nested or branched beyond all use.
 */
function clean(root: unknown): JsonResult {
  const holder = { root };
  const stack: { node: Record<string, unknown>; depth: number }[] = [{ node: holder, depth: 0 }];
  let nodes = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.depth > MAX_DEPTH) return { ok: false, offset: 0, reason: `Nested deeper than ${MAX_DEPTH} levels` };
    delete top.node['__proto__'];
    for (const [key, value] of Object.entries(top.node)) {
      if ((nodes += 1) > MAX_NODES) return { ok: false, offset: 0, reason: `More than ${MAX_NODES} values` };
      if (typeof value === 'string') top.node[key] = cleanText(value);
      else if (typeof value === 'object' && value !== null)
        stack.push({ node: value as Record<string, unknown>, depth: top.depth + 1 });
    }
  }
  return { ok: true, value: holder.root };
}

export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function offsetOf(error: unknown, text: string): number {
  const match = /position (\d+)/.exec(error instanceof Error ? error.message : '');
  return match ? Number(match[1]) : text.length;
}
