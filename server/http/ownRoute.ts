import type { RequestHandler } from 'express';
import { z } from 'zod';
import { toCoreError } from '../ports/errors.js';
import { sendJson } from './answer.js';
import { parseJson, readBody } from './body.js';

const BODY_BYTES = 2 * 1024 * 1024;
const STATUS: Readonly<Record<string, number>> = { invalid_input: 400, not_found: 404, unavailable: 503 };

/** A route of the service itself that takes JSON: a body that does not fit is a 400, what goes wrong tells why. */
export function ownRoute<Schema extends z.ZodType>(
  schema: Schema,
  work: (body: z.output<Schema>) => object | Promise<object>,
): RequestHandler {
  return async (request, response) => {
    const read = await readBody(request, BODY_BYTES);
    const json = read.kind === 'bytes' && read.bytes.length > 0 ? parseJson(read.bytes) : null;
    const body = schema.safeParse(json?.ok ? json.value : undefined);
    if (!body.success) {
      sendJson(response, 400, { detail: json?.ok ? z.prettifyError(body.error) : 'The body must be JSON' });
      return;
    }
    try {
      sendJson(response, 200, await work(body.data));
    } catch (thrown) {
      const { code, message } = toCoreError(thrown);
      sendJson(response, STATUS[code] ?? 500, { detail: message });
    }
  };
}
