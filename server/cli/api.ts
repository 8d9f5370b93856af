import { z } from 'zod';
import type { ServiceHandle } from '../contract/discover.js';
import { CliError } from './context.js';

const FieldIssue = z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() });
const Failure = z.object({ detail: z.union([z.string(), z.array(FieldIssue)]) });

/** Asks the service and returns the answer's body. Throws `CliError` with what the service says is wrong. */
export async function request(service: ServiceHandle, path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await service.fetch(path, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CliError(`The service at ${service.url} does not answer: ${cause}`);
  }
  if (response.ok) return response;
  throw new CliError(`The service refused: ${await describeFailure(response)}`);
}

export async function requestJson<Schema extends z.ZodType>(
  service: ServiceHandle,
  path: string,
  schema: Schema,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await (await request(service, path, init)).json());
  if (parsed.success) return parsed.data;
  throw new CliError(`The service answered something unexpected to ${path.split('?')[0] ?? path}`);
}

export function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

async function describeFailure(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail } = Failure.parse(JSON.parse(text));
    if (typeof detail === 'string') return detail;
    return detail.map(({ loc, msg }) => `${loc.at(-1) ?? ''}: ${msg}`).join('; ');
  } catch {
    return `status ${response.status}`;
  }
}
