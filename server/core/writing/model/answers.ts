import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import type { ModelMessage } from '../../../ports/model.js';
import { readJson } from './json.js';

/** A model, bound and ready: messages in, the whole answer out. */
export type Ask = (messages: ModelMessage[], options?: { json?: boolean | undefined }) => Promise<string>;

/** Asks for JSON and reads the first of its shape. Throws `upstream_failed` when the answer holds nothing like it. */
export async function askFor<T>(ask: Ask, schema: z.ZodType<T>, instructions: string, input: string): Promise<T> {
  const answer = await ask(
    [
      { role: 'system', content: instructions },
      { role: 'user', content: input },
    ],
    { json: true },
  );
  for (const value of readJson(answer)) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
  }
  throw new CoreError('upstream_failed', 'The model answered in an unexpected form');
}

/** A list under its name, or the bare list that some models send instead. */
export function listUnder<T extends z.ZodType>(name: string, item: T) {
  const list = z.array(item);
  return z.union([z.object({ [name]: list }).transform((answer) => answer[name] ?? []), list]);
}

/** A text, or an object around one, as some models answer. */
export const Text = z.union([
  z.string(),
  z.object({ fact: z.string() }).transform(({ fact }) => fact),
  z.object({ text: z.string() }).transform(({ text }) => text),
  z.object({ memory: z.string() }).transform(({ memory }) => memory),
]);
