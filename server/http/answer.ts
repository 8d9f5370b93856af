import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Response } from 'express';
import { CoreError } from '../ports/errors.js';

/** Headers of every answer: private data is not cached, sniffed, framed or read by other origins. */
export const PRIVATE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
};

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendBytes(response, status, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(body)), headers);
}

export function sendBytes(
  response: ServerResponse,
  status: number,
  type: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': String(bytes.length) });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** One `data:` frame per value. Stops the source when the caller hangs up. */
export async function sendEvents(response: ServerResponse, events: AsyncIterable<unknown>): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  const iterator = events[Symbol.asyncIterator]();
  response.once('close', () => void iterator.return?.());
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    if (response.destroyed) return;
    if (!response.write(`data: ${JSON.stringify(next.value)}\n\n`))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

/** A file with ranges and validators. What is missing by now breaks the connection, or is a 404 before it began. */
export async function sendFile(
  response: ServerResponse,
  type: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const gone = (cause: unknown): CoreError => new CoreError('not_found', 'The file is gone', { cause });
  const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
    throw gone(error);
  });
  const validator = { ETag: `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"` };
  await new Promise<void>((resolve, reject) => {
    // The dispatcher runs inside Express, whose response this is.
    (response as Response).sendFile(
      path,
      { dotfiles: 'allow', cacheControl: false, headers: { ...headers, ...validator, 'Content-Type': type } },
      (error) => {
        const isOutside = error !== undefined && 'status' in error && error.status === OUTSIDE;
        if (isOutside && !response.headersSent)
          sendBytes(response, OUTSIDE, type, Buffer.alloc(0), { 'Content-Range': `bytes */${size}` });
        if (isOutside || !error || response.headersSent) resolve();
        else reject(gone(error));
      },
    );
  });
}

/** Range not satisfiable. */
const OUTSIDE = 416;
