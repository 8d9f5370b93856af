import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ServiceHandle } from '../contract/discover.js';
import { jsonBody, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { CliError, EXIT } from './context.js';
import { withProgress } from './progress.js';

const Listed = z.object({ used: z.array(z.string()), available: z.array(z.string()) });
const Begun = z.object({ task_id: z.string() });
const Task = z.object({
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  error: z.object({ message: z.string() }).nullable(),
});
const Operands = z.union([z.tuple([]), z.tuple([z.literal('add'), z.string()])], {
  error: 'loci languages takes nothing, or: add LANGUAGE',
});
const POLL_MS = 300;

export const languages = defineCommand({
  summary: 'List the languages that the screen is read in, or fetch one',
  operands: '[add LANGUAGE]',
  input: z.object({ operands: Operands }),
  async run({ operands: [, language] }, { io, isJson, attach }) {
    const service = await attach();
    if (language !== undefined)
      await withProgress(io, service, `Fetching ${language}`, fetchLanguage(service, language));
    const listed = await requestJson(service, '/recording/languages', Listed);
    if (isJson) io.out(`${JSON.stringify(listed)}\n`);
    else io.out(`Read: ${listed.used.join(', ') || 'none'}\nHere: ${listed.available.join(', ')}\n`);
    return EXIT.done;
  },
});

async function fetchLanguage(service: ServiceHandle, language: string): Promise<void> {
  const { task_id: id } = await requestJson(service, '/recording/languages', Begun, jsonBody({ language }));
  for (;;) {
    const { status, error } = await requestJson(service, `/api/v1/tasks/${id}`, Task);
    if (status === 'succeeded') return;
    if (status === 'failed' || status === 'cancelled')
      throw new CliError(error?.message ?? `The language ${language} could not be fetched`);
    await delay(POLL_MS);
  }
}
