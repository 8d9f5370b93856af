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

/**
 * 422 with pydantic's array, as FastAPI answers when a request does not fit its schema. `show` may conceal parts of the
 * inputs that are sent back; `name` is that of the field.
 */
export function unprocessable(
  failure: Extract<Failure, { kind: 'invalid' | 'malformed' }>,
  show: (input: unknown, name: string) => unknown = (input) => input,
): FailureReply {
  if (failure.kind === 'invalid') {
    const issues = failure.issues.map(toPydantic);
    return {
      status: 422,
      body: { detail: issues.map((issue) => ({ ...issue, input: show(issue.input, String(issue.loc.at(-1))) })) },
    };
  }
  const issue: PydanticIssue = {
    type: 'json_invalid',
    loc: ['body', failure.offset],
    msg: 'JSON decode error',
    input: {},
    ctx: { error: failure.reason },
  };
  return { status: 422, body: { detail: [issue] } };
}

/** One zod issue in pydantic's words. */
function toPydantic({ place, issue, root }: FieldIssue): PydanticIssue {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const loc = [place, ...path];
  const input = valueAt(root, path);
  if (path.length === 0 && place === 'body' && (root === undefined || root === null)) {
    return { type: 'missing', loc, msg: 'Field required', input: null };
  }
  if (input === undefined) {
    const parent = place === 'query' || root === null ? null : valueAt(root, path.slice(0, -1));
    return { type: 'missing', loc, msg: 'Field required', input: parent };
  }
  return { ...describe(issue, input, path.length === 0), loc, input };
}

type Description = Pick<PydanticIssue, 'type' | 'msg'> & { ctx?: Record<string, unknown> };

function describe(issue: z.core.$ZodIssue, input: unknown, isRoot: boolean): Description {
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue.expected, input, isRoot);
    case 'too_small':
      return bound(issue.origin, Number(issue.minimum), false, input);
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), true, input);
    case 'invalid_value': {
      const expected = spoken(issue.values.map((value) => `'${String(value)}'`));
      return { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } };
    }
    case 'invalid_format':
      if (issue.format !== 'guid') return { type: 'value_error', msg: issue.message };
      return {
        type: 'uuid_parsing',
        msg: 'Input should be a valid UUID, invalid UUID',
        ctx: { error: 'invalid UUID' },
      };
    default:
      return { type: 'value_error', msg: issue.message };
  }
}

function describeType(expected: string, input: unknown, isRoot: boolean): Description {
  switch (expected) {
    case 'int':
      return describeNumber('int', 'an integer', input);
    case 'number':
      return describeNumber('float', 'a number', input);
    case 'boolean':
      // Texts and whole numbers are read; some of them mean nothing.
      return typeof input === 'string' || Number.isInteger(input)
        ? { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' }
        : { type: 'bool_type', msg: 'Input should be a valid boolean' };
    case 'array':
      return { type: 'list_type', msg: 'Input should be a valid list' };
    case 'object':
      return describeModel();
    case 'record':
      return isRoot ? describeModel() : { type: 'dict_type', msg: 'Input should be a valid dictionary' };
    default:
      return { type: `${expected}_type`, msg: `Input should be a valid ${expected}` };
  }
}

function describeModel(): Description {
  return {
    type: 'model_attributes_type',
    msg: 'Input should be a valid dictionary or object to extract fields from',
  };
}

function describeNumber(name: 'int' | 'float', article: 'an integer' | 'a number', input: unknown): Description {
  const noun = name === 'int' ? 'integer' : 'number';
  const msg = `Input should be a valid ${noun}`;
  if (typeof input === 'string')
    return { type: `${name}_parsing`, msg: `${msg}, unable to parse string as ${article}` };
  if (typeof input === 'number') return { type: 'int_from_float', msg: `${msg}, got a number with a fractional part` };
  return { type: `${name}_type`, msg };
}

/** What is too small or too large, too short or too long. */
function bound(origin: string, limit: number, isUpper: boolean, input: unknown): Description {
  const least = isUpper ? 'at most' : 'at least';
  const length = isUpper ? 'max_length' : 'min_length';
  const long = isUpper ? 'too_long' : 'too_short';
  if (origin === 'string') {
    const characters = limit === 1 ? 'character' : 'characters';
    return {
      type: `string_${long}`,
      msg: `String should have ${least} ${limit} ${characters}`,
      ctx: { [length]: limit },
    };
  }
  if (origin === 'array') {
    const actual = Array.isArray(input) ? input.length : 0;
    const items = limit === 1 ? 'item' : 'items';
    return {
      type: long,
      msg: `List should have ${least} ${limit} ${items} after validation, not ${actual}`,
      ctx: { field_type: 'List', [length]: limit, actual_length: actual },
    };
  }
  const than = isUpper ? 'less' : 'greater';
  return {
    type: `${than}_than_equal`,
    msg: `Input should be ${than} than or equal to ${limit}`,
    ctx: { [isUpper ? 'le' : 'ge']: limit },
  };
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
