import { z } from 'zod';
import { CreatedToken, Revoked, USERS_PATH, UserList } from '../contract/users.js';
import { jsonBody, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { EXIT, type Context } from './context.js';

const Operands = z.union(
  [
    z.tuple([]),
    z.tuple([z.enum(['add', 'revoke']), z.string()]),
    z.tuple([z.literal('revoke'), z.string(), z.uuid({ error: 'the id of a token, as loci users shows it' })]),
  ],
  { error: 'loci users takes nothing, or: add NAME, revoke NAME [TOKEN_ID]' },
);

export const users = defineCommand({
  summary: 'List the people of a shared service with their tokens, make one, or take it away',
  operands: '[add NAME | revoke NAME [TOKEN_ID]]',
  options: { label: { placeholder: 'TEXT', description: 'What the token is for' } },
  input: z.object({ operands: Operands, label: z.string().default('') }),
  async run({ operands: [action, name, tokenId], label }, context) {
    if (action === undefined) await list(context);
    else if (action === 'add') await add(context, name, label);
    else await revoke(context, name, tokenId);
    return EXIT.done;
  },
});

async function list({ io, isJson, attach }: Context): Promise<void> {
  const listed = await requestJson(await attach(), USERS_PATH, UserList);
  if (isJson) io.out(`${JSON.stringify(listed)}\n`);
  else for (const { name, tokens } of listed.users) io.out(`${[name, ...tokens.map(tokenLine)].join('\n')}\n`);
}

const tokenLine = ({ id, label, created_at: at }: z.output<typeof CreatedToken>['info']): string =>
  `  ${id}  ${at.slice(0, 10)}  ${label}`.trimEnd();

/** The token alone goes to stdout, so that a script can take it. */
async function add({ io, isJson, attach }: Context, user: string, label: string): Promise<void> {
  const created = await requestJson(await attach(), USERS_PATH, CreatedToken, jsonBody({ user, label }));
  if (isJson) io.out(`${JSON.stringify(created)}\n`);
  else {
    io.out(`${created.token}\n`);
    io.err(`The token of ${user}, told this once: send it as "Authorization: Bearer TOKEN" or "X-Loci-Token: TOKEN"\n`);
  }
}

async function revoke({ io, isJson, attach }: Context, user: string, tokenId: string | undefined): Promise<void> {
  const init = { ...jsonBody({ user, token_id: tokenId }), method: 'DELETE' };
  const answer = await requestJson(await attach(), USERS_PATH, Revoked, init);
  io.out(isJson ? `${JSON.stringify(answer)}\n` : `${answer.revoked} revoked\n`);
}
