import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { reply, type Reply } from '../reply.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** An error outside any request, as JSON-RPC wants it. */
export function rpcError(status: number, code: number, message: string, headers: Record<string, string> = {}): Reply {
  return reply.json(status, { jsonrpc: '2.0', error: { code, message }, id: null }, headers);
}

export const parseError = (): Reply => rpcError(400, PARSE_ERROR, 'Parse error: the body is not JSON');
export const methodNotAllowed = (allow: string): Reply =>
  rpcError(405, INVALID_REQUEST, 'Method not allowed', { Allow: allow });
export const unknownSession = (): Reply => rpcError(404, INVALID_REQUEST, 'Session not found');

/** undefined when the bytes are no JSON. */
export function parseBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export function asMessage(value: unknown): JSONRPCMessage | null {
  const parsed = JSONRPCMessageSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
