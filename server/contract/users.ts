import { z } from 'zod';

/** A token as it may be shown; times are ISO 8601. */
export const TokenInfo = z.object({ id: z.uuid(), label: z.string(), created_at: z.iso.datetime() });
export type TokenInfo = z.output<typeof TokenInfo>;

export const UserInfo = z.object({ name: z.string(), created_at: z.iso.datetime(), tokens: z.array(TokenInfo) });
export const UserList = z.object({ users: z.array(UserInfo) });
export type UserList = z.output<typeof UserList>;

const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u, { error: 'must be a name without control characters' });
export const NewToken = z.object({ user: name, label: z.string().max(200).default('') });
/** The token is told this once. */
export const CreatedToken = z.object({ user: z.string(), token: z.string(), info: TokenInfo });
export type CreatedToken = z.output<typeof CreatedToken>;

/** Without an id: all of the user's. */
export const Revocation = z.object({ user: name, token_id: z.uuid().optional() });
export const Revoked = z.object({ revoked: z.int() });
export type Revoked = z.output<typeof Revoked>;

export const USERS_PATH = '/_loci/users';
