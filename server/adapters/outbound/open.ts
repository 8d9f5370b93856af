import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { checkedUrl, createCheckedLookup, type Resolve } from './addresses.js';

export interface OutboundRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string | undefined;
  signal: AbortSignal;
  /** Default: the system's resolver. */
  resolve?: Resolve | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Sends a request and resolves with the head of its answer; redirects are answers like any other. `fetch` is not used
 * because it cannot be told which of a name's addresses to connect to. Throws `invalid_input` for a refused address, else
 * the network's own error. Aborting the signal closes the socket at any time.
 */
export async function open({ url, method, headers, body, signal, resolve }: OutboundRequest): Promise<IncomingMessage> {
  const target = checkedUrl(url);
  const send = target.protocol === 'https:' ? https.request : http.request;
  return new Promise((accept, reject) => {
    const request = send(target, { method, headers, signal, lookup: createCheckedLookup(resolve) });
    const timer = setTimeout(() => request.destroy(new Error('connecting took too long')), CONNECT_TIMEOUT_MS);
    const connected = (): void => {
      clearTimeout(timer);
    };
    request.on('socket', (socket) => (socket.connecting ? socket.once('connect', connected) : connected()));
    request.on('close', connected);
    request.on('error', reject);
    request.on('response', (answer) => {
      // An answer that breaks while nobody reads it must not end the process.
      answer.on('error', () => {});
      accept(answer);
    });
    request.end(body);
  });
}
