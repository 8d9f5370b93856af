import type { IncomingHttpHeaders } from 'node:http';
import { CoreError, type CoreErrorCode } from '../../ports/errors.js';

export interface ServerErrorDetail {
  status?: number;
  /** What the server itself said. */
  text?: string;
  /** The same request may succeed soon. */
  isTransient?: boolean;
  /** How long the server asked to be left alone. */
  retryAfterMs?: number | undefined;
}

/** A model server's failure: a `CoreError` that also knows whether asking again makes sense. */
export class ServerError extends CoreError {
  constructor(
    code: CoreErrorCode,
    message: string,
    readonly detail: ServerErrorDetail = {},
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}

const MOST_QUOTED = 200;
const UNKNOWN_MODEL = /model_not_found|model\b.{0,80}\b(?:not found|does not exist|not exist)/i;

/** What an answer outside 2xx means. `text` is its body, already free of secrets. */
export function errorOfAnswer(name: string, status: number, headers: IncomingHttpHeaders, text: string): ServerError {
  const detail = { status, text };
  const said = `${name} answered ${status}${quote(text)}`;
  if (status === 401 || status === 403) {
    // Whatever it said may repeat the key in part.
    return new ServerError('upstream_failed', `${name} refused the API key or asks for one (${status})`, { status });
  }
  if (status === 404 || (status === 400 && UNKNOWN_MODEL.test(text))) return new ServerError('not_found', said, detail);
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers['retry-after']);
    return new ServerError('unavailable', said, { ...detail, isTransient: true, retryAfterMs });
  }
  if (status >= 300 && status < 400) return new ServerError('upstream_failed', `${name} redirects, which is not followed`);
  return new ServerError('upstream_failed', said, detail);
}

/** The message inside the error bodies that Ollama, OpenAI and their like send; '' for a page of HTML. */
function quote(text: string): string {
  const message = messageIn(text).replace(/\s+/g, ' ').trim();
  if (message === '' || message.startsWith('<')) return '';
  return `: ${message.length > MOST_QUOTED ? `${message.slice(0, MOST_QUOTED)}…` : message}`;
}

function messageIn(text: string): string {
  try {
    return messageOf(JSON.parse(text)) ?? text;
  } catch {
    return text;
  }
}

/** The text of an `{error: ...}` body or of a part of one. */
export function messageOf(body: unknown): string | null {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return null;
  const { error, message, detail } = body as Record<string, unknown>;
  return messageOf(error) ?? messageOf(message) ?? messageOf(detail);
}

/** RFC 9110: seconds, or a date. */
function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
