import type { CoreError } from '../ports/errors.js';
import type { FieldIssue, Route } from './route.js';
import type { SocketRoute } from './socket.js';

/** Everything that can go wrong with a request, before a dialect gives it its status and envelope. */
export type Failure =
  | { kind: 'invalid'; issues: FieldIssue[] }
  /** The body is not JSON (or not UTF-8, or nested beyond all use). */
  | { kind: 'malformed'; offset: number; reason: string }
  | { kind: 'tooLarge'; limitBytes: number }
  | { kind: 'unknownRoute' }
  | { kind: 'wrongMethod'; allow: string[] }
  | { kind: 'core'; error: CoreError };

export interface FailureReply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Which request a failure belongs to, for dialects that echo it. */
export interface FailureContext {
  method: string;
  path: string;
}

/** An API dialect: routes, and how it says that something went wrong. It holds no meaning of its own. */
export interface Surface {
  /** Also its mount prefix, in kebab case: `/omnimemory`, `/chat-desktop`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly routes: readonly Route[];
  readonly sockets?: readonly SocketRoute[];
  /** Path prefixes (without a trailing slash) whose errors are this dialect's on the shared origin. */
  readonly owns: readonly string[];
  /** Absent: a documented API with a base of its own. A list: served at the shared origin and at the bases of these dialects. */
  readonly servedAt?: readonly string[];
  fail(failure: Failure, context: FailureContext): FailureReply;
}
