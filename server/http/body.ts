import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';
import { cleanJson } from '../core/text/cleanJson.js';

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

const LIMITS = { depth: 100, values: 500_000 };

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
  // Parsing what is refused afterwards would hold up all others for seconds.
  if (hasMoreCommas(bytes, LIMITS.values)) return { ok: false, offset: 0, reason: `More than ${LIMITS.values} values` };
  try {
    const cleaned = cleanJson(JSON.parse(text), LIMITS);
    return cleaned.ok ? cleaned : { ...cleaned, offset: 0 };
  } catch (error) {
    return { ok: false, offset: offsetOf(error, text), reason: 'Expecting valid JSON' };
  }
}

const [COMMA, QUOTE, BACKSLASH] = [0x2c, 0x22, 0x5c];

/** Outside of strings, where each but the last value of something has one after it. */
function hasMoreCommas(json: Buffer, most: number): boolean {
  if (json.length <= most) return false;
  let commas = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) isInString = !isInString;
    else if (byte === BACKSLASH) at++;
    else if (byte === COMMA && !isInString && (commas += 1) > most) return true;
  }
  return false;
}

function offsetOf(error: unknown, text: string): number {
  const match = /position (\d+)/.exec(error instanceof Error ? error.message : '');
  return match ? Number(match[1]) : text.length;
}
