import type { z } from 'zod';
import type { CoreErrorCode } from '../ports/errors.js';
import type { FieldIssue } from './route.js';
import type { Failure, FailureReply } from './surface.js';

/** The error bodies of the documented FastAPI servers: `{"detail": ...}`, with pydantic's arrays for schema failures. */

export interface PydanticIssue {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
}

/** Status of each core error where a dialect does not say otherwise. */
export const DETAIL_STATUS: Record<CoreErrorCode, number> = {
  invalid_input: 400,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
  storage_full: 503,
  upstream_failed: 502,
  cancelled: 499,
  internal: 500,
};

/** What every `{"detail"}` dialect answers alike; schema failures are left to the dialect. */
export function detailFailure(
  failure: Exclude<Failure, { kind: 'invalid' | 'malformed' }>,
  statuses: Record<CoreErrorCode, number> = DETAIL_STATUS,
): FailureReply {
  switch (failure.kind) {
    case 'unknownRoute':
      return { status: 404, body: { detail: 'Not Found' } };
    case 'wrongMethod':
      return { status: 405, body: { detail: 'Method Not Allowed' }, headers: { Allow: failure.allow.join(', ') } };
    case 'tooLarge':
      return { status: 413, body: { detail: `Request body is larger than ${failure.limitBytes} bytes` } };
    case 'core':
      return { status: statuses[failure.error.code], body: { detail: failure.error.message } };
  }
}

/** 422 with pydantic's array, as FastAPI answers when a request does not fit its schema. */
export function unprocessable(failure: Extract<Failure, { kind: 'invalid' | 'malformed' }>): FailureReply {
  if (failure.kind === 'invalid') return { status: 422, body: { detail: failure.issues.flatMap(toPydantic) } };
  const issue: PydanticIssue = {
    type: 'json_invalid',
    loc: ['body', failure.offset],
    msg: 'JSON decode error',
    input: {},
    ctx: { error: failure.reason },
  };
  return { status: 422, body: { detail: [issue] } };
}

/** One zod issue in pydantic's words. A union's issue is that of its first alternative. */
function toPydantic({ place, issue, root }: FieldIssue): PydanticIssue[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const loc = [place, ...path];
  const input = valueAt(root, path);
  if (path.length === 0 && place === 'body' && (root === undefined || root === null)) {
    return [{ type: 'missing', loc, msg: 'Field required', input: null }];
  }
  if (input === undefined) {
    const parent = place === 'query' ? null : valueAt(root, path.slice(0, -1));
    return [{ type: 'missing', loc, msg: 'Field required', input: parent }];
  }
  return [{ ...describe(issue, input, path.length === 0), loc, input }];
}

type Description = Pick<PydanticIssue, 'type' | 'msg'> & { ctx?: Record<string, unknown> };

function describe(issue: z.core.$ZodIssue, input: unknown, isRoot: boolean): Description {
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue.expected, input, isRoot);
    case 'too_small':
      return bound(issue, 'greater_than_equal', 'greater than or equal to', { ge: issue.minimum });
    case 'too_big':
      return bound(issue, 'less_than_equal', 'less than or equal to', { le: issue.maximum });
    case 'invalid_value': {
      const expected = spoken(issue.values.map((value) => `'${String(value)}'`));
      return { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } };
    }
    case 'invalid_format': {
      const error = `invalid ${issue.format === 'guid' ? 'UUID' : issue.format}`;
      if (issue.format !== 'guid') return { type: 'value_error', msg: issue.message };
      return { type: 'uuid_parsing', msg: `Input should be a valid UUID, ${error}`, ctx: { error } };
    }
    case 'custom':
      return { type: 'value_error', msg: issue.message };
    default:
      return { type: 'value_error', msg: issue.message };
  }
}

const NUMBER_WORDS = { int: 'integer', number: 'number' } as const;

function describeType(expected: string, input: unknown, isRoot: boolean): Description {
  if (expected === 'int' || expected === 'number') {
    const word = NUMBER_WORDS[expected];
    const name = expected === 'int' ? 'int' : 'float';
    if (typeof input === 'string') {
      return {
        type: `${name}_parsing`,
        msg: `Input should be a valid ${word}, unable to parse string as ${expected === 'int' ? 'an' : 'a'} ${word}`,
      };
    }
    if (typeof input === 'number') {
      return { type: 'int_from_float', msg: 'Input should be a valid integer, got a number with a fractional part' };
    }
    return { type: `${name}_type`, msg: `Input should be a valid ${word}` };
  }
  if (expected === 'boolean') {
    if (typeof input !== 'string') return { type: 'bool_type', msg: 'Input should be a valid boolean' };
    return { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' };
  }
  if (expected === 'object' || expected === 'record') {
    return isRoot
      ? { type: 'model_attributes_type', msg: 'Input should be a valid dictionary or object to extract fields from' }
      : { type: 'dict_type', msg: 'Input should be a valid dictionary' };
  }
  if (expected === 'array') return { type: 'list_type', msg: 'Input should be a valid list' };
  return { type: `${expected}_type`, msg: `Input should be a valid ${expected}` };
}

function bound(
  issue: { origin: string; minimum?: number | bigint; maximum?: number | bigint },
  type: string,
  words: string,
  ctx: Record<string, number | bigint>,
): Description {
  const limit = Object.values(ctx).map(Number)[0] ?? 0;
  const values = Object.fromEntries(Object.keys(ctx).map((key) => [key, limit]));
  if (issue.origin === 'string') {
    const isShort = type === 'greater_than_equal';
    return {
      type: isShort ? 'string_too_short' : 'string_too_long',
      msg: `String should have at ${isShort ? 'least' : 'most'} ${limit} character${limit === 1 ? '' : 's'}`,
      ctx: { [isShort ? 'min_length' : 'max_length']: limit },
    };
  }
  return { type, msg: `Input should be ${words} ${limit}`, ctx: values };
}

/** `'a', 'b' or 'c'` */
function spoken(values: string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    root,
  );
}

/** 400 with one sentence, for routes that do not follow a FastAPI server. */
export function plainDetail(failure: Extract<Failure, { kind: 'invalid' | 'malformed' }>): FailureReply {
  if (failure.kind === 'malformed') return { status: 400, body: { detail: failure.reason } };
  const fields = failure.issues.map(({ place, issue }) => `${[place, ...issue.path].join('.')}: ${issue.message}`);
  return { status: 400, body: { detail: fields.join('; ') } };
}
