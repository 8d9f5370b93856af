import { Router } from 'express';
import { z } from 'zod';
import {
  NewToken,
  Revocation,
  USERS_PATH,
  type CreatedToken,
  type Revoked,
  type TokenInfo,
  type UserList,
} from '../contract/users.js';
import type { People, TokenRow } from '../core/people/people.js';
import { ownRoute } from './ownRoute.js';

const iso = (at: number): string => new Date(at).toISOString();
const infoOf = ({ id, label, createdAt }: TokenRow): TokenInfo => ({ id, label, created_at: iso(createdAt) });

/** `/_loci/users`: people and their tokens, for who runs the service. */
export function createUserRoutes(people: People): Router {
  const router = Router();
  router.get(
    USERS_PATH,
    ownRoute(z.undefined(), async (): Promise<UserList> => {
      const listed = await people.list();
      const users = listed.map(({ user, tokens }) => ({
        name: user.name,
        created_at: iso(user.createdAt),
        tokens: tokens.map(infoOf),
      }));
      return { users };
    }),
  );
  router.post(
    USERS_PATH,
    ownRoute(NewToken, async ({ user, label }): Promise<CreatedToken> => {
      const { token, row } = await people.createToken(user, label);
      return { user, token, info: infoOf(row) };
    }),
  );
  router.delete(
    USERS_PATH,
    ownRoute(Revocation, async ({ user, token_id: id }): Promise<Revoked> => {
      return { revoked: await people.revokeTokens(user, id ?? null) };
    }),
  );
  return router;
}
