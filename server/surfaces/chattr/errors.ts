import type { CoreErrorCode } from '../../ports/errors.js';
import { toCoreError } from '../../ports/errors.js';
import { reply, type Reply } from '../reply.js';
import type { Failure, FailureReply } from '../surface.js';

export const ERROR_STATUS = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

const CODES: Record<CoreErrorCode, ErrorCode> = {
  invalid_input: 'INVALID_REQUEST',
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'INVALID_REQUEST',
  rate_limited: 'RATE_LIMIT_EXCEEDED',
  unavailable: 'SERVICE_UNAVAILABLE',
  storage_full: 'SERVICE_UNAVAILABLE',
  upstream_failed: 'SERVICE_UNAVAILABLE',
  cancelled: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_ERROR',
};

/** What a request was refused for; `details` says more to programs. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
  retryAfterSeconds?: number;
}

/** Any thrown value in the documented words; the core's own reason stands in `details.reason`. */
export function refusalOf(thrown: unknown): Refusal {
  const { code, message, reason } = toCoreError(thrown);
  return { code: CODES[code], message, details: { reason } };
}

/** `{"error": {"code", "message", "details"?}}` with its status. */
export function toFailureReply({ code, message, details, retryAfterSeconds }: Refusal): FailureReply {
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return {
    status: ERROR_STATUS[code],
    body: { error: { code, message, ...(details ? { details } : {}) } },
    headers: retry,
  };
}

export function refuse(refusal: Refusal): Reply {
  const { status, body, headers } = toFailureReply(refusal);
  return reply.json(status, body, headers);
}

export function fail(failure: Failure): FailureReply {
  switch (failure.kind) {
    case 'invalid': {
      const issues = failure.issues.map(({ issue, place }) => ({
        field: [place, ...issue.path].join('.'),
        message: issue.message,
      }));
      const [first] = issues;
      const message = first ? `${first.field}: ${first.message}` : 'The request is not as expected';
      return toFailureReply({ code: 'INVALID_REQUEST', message, details: { issues } });
    }
    case 'malformed':
      return toFailureReply({ code: 'INVALID_REQUEST', message: 'The body is not valid JSON' });
    case 'tooLarge':
      return {
        ...toFailureReply({ code: 'INVALID_REQUEST', message: `The body is larger than ${failure.limitBytes} bytes` }),
        status: 413,
      };
    case 'unknownRoute':
      return toFailureReply({ code: 'NOT_FOUND', message: 'Requested resource not found' });
    case 'wrongMethod':
      return {
        ...toFailureReply({ code: 'INVALID_REQUEST', message: `Use ${failure.allow.join(', ')}` }),
        status: 405,
        headers: { Allow: failure.allow.join(', ') },
      };
    case 'core':
      return toFailureReply(refusalOf(failure.error));
  }
}
