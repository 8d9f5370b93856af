import { z } from 'zod';
import { requestJson } from './api.js';
import { defineCommand } from './command.js';
import { EXIT, type Context } from './context.js';
import { paint, printable } from './io.js';

const Hit = z.looseObject({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  score: z.number(),
  app: z.string().nullish(),
  created_at: z.union([z.string(), z.number()]),
  explanation: z.array(z.object({ reason: z.string(), weight: z.number() })).nullish(),
});
const Hits = z.looseObject({ hits: z.array(Hit) });

export const search = defineCommand({
  summary: 'Find what was remembered, best first',
  operands: 'QUERY',
  options: {
    app: { placeholder: 'NAME', description: 'Only what this app remembered' },
    limit: { placeholder: 'N', description: 'At most so many (1 to 100, default 10)' },
    from: { placeholder: 'TIME', description: 'Not before this time (ISO 8601)' },
    to: { placeholder: 'TIME', description: 'Not after this time (ISO 8601)' },
    explain: { placeholder: null, description: 'Say why each was found' },
  },
  input: z.object({
    operands: z.array(z.string()).min(1, 'search needs a QUERY'),
    app: z.string().optional(),
    limit: z
      .string()
      .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
      .default('10'),
    from: z.string().optional(),
    to: z.string().optional(),
    explain: z.boolean().default(false),
  }),
  async run({ operands, explain, ...filters }, context) {
    const { io, user, isJson } = context;
    const query = new URLSearchParams({ q: operands.join(' '), user_id: user });
    for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value);
    if (explain) query.set('explain', 'true');
    const found = await requestJson(await context.attach(), `/api/v1/search?${query.toString()}`, Hits);
    if (isJson) io.out(`${JSON.stringify(found)}\n`);
    else if (found.hits.length === 0) io.err('Nothing found\n');
    else io.out(found.hits.map((hit, index) => render(context, hit, index + 1)).join('\n'));
    return EXIT.done;
  },
});

function render({ io }: Context, hit: z.output<typeof Hit>, rank: number): string {
  const when = new Date(typeof hit.created_at === 'number' ? hit.created_at * 1000 : hit.created_at);
  const source = [hit.kind, hit.app ?? '', when.toISOString().slice(0, 10)].filter((part) => part !== '').join(' · ');
  const reasons = (hit.explanation ?? []).map(
    ({ reason, weight }) => `    ${weight.toFixed(2).padStart(7)}  ${printable(reason)}\n`,
  );
  const head = `${paint(io, 'bold', String(rank).padStart(2))}  ${printable(hit.text)}\n`;
  return `${head}    ${paint(io, 'dim', `${hit.score.toFixed(2)} · ${printable(source)}`)}\n${reasons.join('')}`;
}
