import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { CoreError } from '../ports/errors.js';
import type { ByteRange, FileContent, StoredContent } from '../ports/fileStore.js';
import { sendBytes } from './answer.js';

/**
 * A file with ranges and validators. What is missing by now, or cannot be had, breaks the connection; before an answer has
 * begun it throws `not_found` or `unavailable`.
 */
export function sendContent(
  response: ServerResponse,
  type: string,
  content: FileContent,
  headers: Record<string, string> = {},
): Promise<void> {
  return content.kind === 'local'
    ? sendLocal(response, type, content.path, headers)
    : sendStored(response as Response, type, content, headers);
}

async function sendLocal(
  response: ServerResponse,
  type: string,
  path: string,
  headers: Record<string, string>,
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
        if (isOutside && !response.headersSent) sendOutside(response, type, size);
        if (isOutside || !error || response.headersSent) resolve();
        else reject(gone(error));
      },
    );
  });
}

/** Range not satisfiable. */
const OUTSIDE = 416;

function sendOutside(response: ServerResponse, type: string, bytes: number): void {
  sendBytes(response, OUTSIDE, type, Buffer.alloc(0), { 'Content-Range': `bytes */${bytes}` });
}

/** Only what is asked for is fetched, and no faster than it is taken. */
async function sendStored(
  response: Response,
  type: string,
  content: StoredContent,
  headers: Record<string, string>,
): Promise<void> {
  const { req: request } = response;
  const { bytes, tag, changedAt } = content;
  const validators = { ETag: tag, 'Last-Modified': new Date(changedAt).toUTCString() };
  if (isKnown(request, tag)) {
    response.writeHead(UNCHANGED, { ...headers, ...validators }).end();
    return;
  }
  const range = rangeOf(request, bytes, validators);
  if (range === 'outside') {
    sendOutside(response, type, bytes);
    return;
  }
  const length = range ? range.end - range.start + 1 : bytes;
  const about = {
    ...{ ...headers, ...validators, 'Content-Type': type, 'Accept-Ranges': 'bytes', 'Content-Length': String(length) },
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}` } : {}),
  };
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const isEmpty = request.method === 'HEAD' || length === 0;
  const parts = isEmpty ? [] : await content.read(range, closed.signal);
  response.writeHead(range ? PARTIAL : WHOLE, about);
  try {
    for await (const part of parts) if (!response.write(part)) await untilTaken(response);
    response.end();
  } catch {
    response.destroy();
  }
}

const WHOLE = 200;
const PARTIAL = 206;
const UNCHANGED = 304;

/** The caller has this content already. */
function isKnown(request: Request, tag: string): boolean {
  const tags = request.get('If-None-Match')?.split(',') ?? [];
  return tags.some((known) => known.trim().replace(/^W\//, '') === tag);
}

/** Null = all of it: none was asked for, several were, or the file is another one by now. */
function rangeOf(
  request: Request,
  bytes: number,
  validators: { ETag: string; 'Last-Modified': string },
): ByteRange | 'outside' | null {
  const condition = request.get('If-Range');
  if (condition !== undefined && !Object.values(validators).includes(condition)) return null;
  const ranges = request.range(bytes, { combine: true });
  if (ranges === -1) return 'outside';
  const [range, ...more] = ranges === undefined || ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
  return range && more.length === 0 ? { start: range.start, end: range.end } : null;
}

async function untilTaken(response: ServerResponse): Promise<void> {
  if (response.destroyed) throw new CoreError('cancelled', 'The caller hung up');
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
