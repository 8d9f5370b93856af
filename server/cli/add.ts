import { z } from 'zod';
import { jsonBody, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { CliError, EXIT } from './context.js';
import { printable } from './io.js';

const Added = z.looseObject({ id: z.string(), content: z.string() }).nullable();

export const add = defineCommand({
  summary: 'Remember a text',
  operands: 'TEXT (or - to read it from the standard input)',
  options: {
    app: { placeholder: 'NAME', description: 'Remember it for this app (default openmemory)' },
    infer: { placeholder: null, description: 'Keep the facts in the text instead of its words' },
  },
  input: z.object({
    operands: z.array(z.string()).min(1, 'add needs a TEXT, or - to read the standard input'),
    app: z.string().default('openmemory'),
    infer: z.boolean().default(false),
  }),
  async run({ operands, app, infer }, context) {
    const { io, user, isJson } = context;
    const isPiped = operands.length === 1 && operands[0] === '-';
    const text = (isPiped ? await io.readStdin() : operands.join(' ')).trim();
    if (text === '') throw new CliError('There is no text to remember');
    const body = jsonBody({ user_id: user, text, app, infer });
    const added = await requestJson(await context.attach(), '/api/v1/memories/', Added, body);
    if (isJson) io.out(`${JSON.stringify(added)}\n`);
    else if (added) io.out(`Remembered ${added.id}: ${printable(added.content)}\n`);
    else io.out('Nothing in it is worth remembering\n');
    return EXIT.done;
  },
});
