import { randomUUID } from 'node:crypto';
import type { CoreErrorCode } from '../../ports/errors.js';
import { DETAIL_STATUS } from '../fastapi.js';
import type { Failure, FailureContext, FailureReply } from '../surface.js';

const TITLES: Record<CoreErrorCode, string> = {
  invalid_input: 'Bad Request',
  not_found: 'Not Found',
  forbidden: 'Forbidden',
  conflict: 'Conflict',
  rate_limited: 'Too Many Requests',
  unavailable: 'Service Unavailable',
  storage_full: 'Insufficient Storage',
  upstream_failed: 'Bad Gateway',
  cancelled: 'Client Closed Request',
  internal: 'Internal Server Error',
};

export interface ErrorBody {
  error: string;
  message: string;
  requestId: string;
}

/** An error as every route tells it, with an id to find it by. */
export function errorBody(error: string, message: string): ErrorBody {
  return { error, message, requestId: randomUUID().slice(0, 8) };
}

function describe(
  failure: Failure,
  { method, path }: FailureContext,
): { status: number; error: string; message: string } {
  switch (failure.kind) {
    case 'invalid': {
      const [first] = failure.issues;
      const field = first?.issue.path.join('.') ?? '';
      const reason = first?.issue.message ?? 'The request is not as expected';
      // A schema's own sentence says all; other reasons need their field.
      const message = reason.includes('required') || field === '' ? reason : `${field}: ${reason}`;
      return { status: 400, error: reason.includes('required') ? reason : 'Bad Request', message };
    }
    case 'malformed':
      return { status: 400, error: 'Bad Request', message: 'The body is not valid JSON' };
    case 'tooLarge':
      return {
        status: 413,
        error: 'Payload Too Large',
        message: `The body is larger than ${failure.limitBytes} bytes`,
      };
    case 'unknownRoute':
      return { status: 404, error: 'Not Found', message: `Route ${method} ${path} not found` };
    case 'wrongMethod':
      return { status: 405, error: 'Method Not Allowed', message: `Use ${failure.allow.join(', ')}` };
    case 'core': {
      const { code, message } = failure.error;
      return { status: DETAIL_STATUS[code], error: code === 'not_found' ? message : TITLES[code], message };
    }
  }
}

/** `{error, message, requestId}` for everything, the id in a header as well. */
export function fail(failure: Failure, context: FailureContext): FailureReply {
  const { status, error, message } = describe(failure, context);
  const body = errorBody(error, message);
  const allow: Record<string, string> = failure.kind === 'wrongMethod' ? { Allow: failure.allow.join(', ') } : {};
  return { status, body, headers: { 'X-Request-Id': body.requestId, ...allow } };
}
