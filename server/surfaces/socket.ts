import type { Core } from '../core/core.js';

/** One WebSocket, as a surface sees it. */
export interface SocketSession {
  /** What the client sends, parsed; `undefined` for what is not JSON. Ends when either side closes. */
  messages: AsyncIterable<unknown>;
  /** Nothing happens once it is closed. */
  send(value: unknown): void;
  close(code: number, reason: string): void;
  /** Aborted when the connection ends. */
  signal: AbortSignal;
}

/** A path at which a dialect speaks over a WebSocket. */
export interface SocketRoute {
  readonly path: `/${string}`;
  readonly summary: string;
  /** Runs as long as the connection; returning closes it. */
  serve(session: SocketSession, core: Core): Promise<void>;
}

/** RFC 6455, 7.4.1. */
export const CLOSE = { normal: 1000, goingAway: 1001, refused: 1008, failed: 1011 } as const;
