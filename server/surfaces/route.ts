import type { z } from 'zod';
import type { Core } from '../core/core.js';
import type { Reply } from './reply.js';

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** Where in a request a value stands; also the first part of an issue's path. */
export type Place = 'path' | 'query' | 'body';

/** What a handler may know of the request besides its parsed parts. */
export interface RequestFacts {
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** Path and query as they were sent, without the mount prefix. */
  path: string;
  /** `http://host:port` plus the mount prefix, as the caller addressed it. */
  baseUrl: string;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
  /** The raw body of a route that declares `rawBody`. */
  raw: Buffer;
}

/** A request after its dialect was decided and before its parts were checked. */
export interface RawRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  /** undefined = no body was sent. */
  body: unknown;
  facts: RequestFacts;
}

interface Spec<P extends Schema, Q extends Schema, B extends Schema, R extends z.ZodType> {
  /** The dialect's documented operation. */
  id: string;
  method: Method;
  /** Below the surface's base path, with `{name}` for parameters. */
  path: `/${string}`;
  summary: string;
  description?: string;
  tag?: string;
  /** Of the ordinary answer; default 200. */
  status?: number;
  params?: P;
  query?: Q;
  body?: B;
  /** The body is not JSON: the handler reads `facts.raw`. */
  rawBody?: boolean;
  reply: R;
  /** The ordinary answer's media type; default `application/json`. */
  produces?: string;
  handle(
    input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B>; facts: RequestFacts },
    core: Core,
  ): Promise<z.input<R> | Reply>;
}

/** One failing value of a request. */
export interface FieldIssue {
  place: Place;
  issue: z.core.$ZodIssue;
  /** The whole value that stood in that place. */
  root: unknown;
}

/** The request's parts did not fit the route's schemas. */
export class InvalidRequest extends Error {
  constructor(readonly issues: FieldIssue[]) {
    super('Invalid request');
  }
}

export interface Route {
  readonly id: string;
  readonly method: Method;
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description: string | undefined;
  readonly tag: string | undefined;
  readonly status: number;
  readonly rawBody: boolean;
  readonly produces: string;
  readonly schemas: { params: Schema; query: Schema; body: Schema; reply: z.ZodType };
  /** Checks all parts, then handles. Throws `InvalidRequest` with every failing field, or the handler's `CoreError`. */
  run(raw: RawRequest, core: Core): Promise<unknown>;
}

/** Closes over a route's types so that a surface is a plain array of routes. */
export function route<
  R extends z.ZodType,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(spec: Spec<P, Q, B, R>): Route {
  const { id, method, path, summary, description, tag, params, query, body, reply } = spec;
  return {
    id,
    method,
    path,
    summary,
    description,
    tag,
    status: spec.status ?? 200,
    rawBody: spec.rawBody ?? false,
    produces: spec.produces ?? 'application/json',
    schemas: { params, query, body, reply },
    async run(raw, core) {
      const issues: FieldIssue[] = [];
      const input = {
        params: check(params, raw.params, 'path', issues) as Parsed<P>,
        query: check(query, raw.query, 'query', issues) as Parsed<Q>,
        body: check(body, raw.body, 'body', issues) as Parsed<B>,
        facts: raw.facts,
      };
      if (issues.length > 0) throw new InvalidRequest(issues);
      return spec.handle(input, core);
    },
  };
}

function check(schema: Schema, value: unknown, place: Place, issues: FieldIssue[]): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  issues.push(...parsed.error.issues.map((issue) => ({ place, issue, root: value })));
  return undefined;
}
