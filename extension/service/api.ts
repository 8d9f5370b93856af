import { z } from 'zod';
import type { ServiceHandle } from '../../server/contract/discover.js';

/** The service refused, or could not be reached; the message is for people. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    message: string,
    /** 0 = no answer at all. */
    readonly status: number,
  ) {
    super(message);
  }
}

const Issue = z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() });
const Failure = z.object({ detail: z.union([z.string(), z.array(Issue)]) });

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Asks the service for JSON of this shape. Throws `ServiceError`. */
export async function callJson<Schema extends z.ZodType>(
  service: ServiceHandle,
  path: string,
  schema: Schema,
  { method = 'GET', body, signal }: Call = {},
): Promise<z.output<Schema>> {
  const init: RequestInit = { method, ...(signal ? { signal } : {}) };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'Content-Type': 'application/json' };
  }
  const response = await callRaw(service, path, init);
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new ServiceError(`The service answered something unexpected to ${path.split('?')[0] ?? path}`, response.status);
}

/** Asks the service and returns its answer. Throws `ServiceError` where it is none. */
export async function callRaw(service: ServiceHandle, path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await service.fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ServiceError('The service does not answer', 0);
  }
  if (response.ok) return response;
  throw new ServiceError(await describe(response), response.status);
}

async function describe(response: Response): Promise<string> {
  const failure = Failure.safeParse(await response.json().catch(() => null));
  if (!failure.success) return `The service answered with status ${response.status}`;
  const { detail } = failure.data;
  return typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.at(-1) ?? ''}: ${msg}`).join('; ');
}
