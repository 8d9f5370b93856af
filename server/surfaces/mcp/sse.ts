import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** The legacy HTTP+SSE transport: answers go out on the stream, messages come in by POST under the stream's secret id. */
export interface SseTransport extends Transport {
  /** 128 bits, hex: whoever knows it may post. */
  readonly sessionId: string;
  receive(message: JSONRPCMessage): void;
}

export interface SseOptions {
  response: ServerResponse;
  /** Address for messages, to which the session id is appended. */
  messagePath: string;
  pingIntervalMs: number;
}

export function createSseTransport({ response, messagePath, pingIntervalMs }: SseOptions): SseTransport {
  const sessionId = randomBytes(16).toString('hex');
  let ping: NodeJS.Timeout | undefined;
  let isOpen = true;
  const transport: SseTransport = {
    sessionId,
    start() {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        Connection: 'keep-alive',
        'X-Accel-Buffering': 'no',
      });
      response.write(`event: endpoint\ndata: ${messagePath}?session_id=${sessionId}\n\n`);
      ping = setInterval(() => response.write(': ping\n\n'), pingIntervalMs);
      response.once('close', end);
      return Promise.resolve();
    },
    send(message) {
      if (isOpen) response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
      return Promise.resolve();
    },
    close() {
      end();
      response.end();
      return Promise.resolve();
    },
    receive(message) {
      transport.onmessage?.(message);
    },
  };
  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(ping);
    transport.onclose?.();
  }
  return transport;
}
