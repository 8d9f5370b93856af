import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { AccessToken, User } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Store } from '../../ports/store.js';
import type { Principal } from './acting.js';
import { createTokenWatch } from './tokenWatch.js';

/** A token as it may be shown: by it alone nobody gets in. */
export type TokenRow = Omit<AccessToken, 'hash' | 'userId'>;

/** The people of a shared service and their tokens, for who runs it. */
export interface People {
  /** In the order they came. */
  list(): Promise<{ user: User; tokens: TokenRow[] }[]>;
  /** Makes the user too where there is none. The token is told this once; only its hash is kept. */
  createToken(userName: string, label: string): Promise<{ token: string; row: TokenRow }>;
  /** Takes away one of a user's tokens, or all; returns how many. Throws `not_found`. */
  revokeTokens(userName: string, tokenId: string | null): Promise<number>;
  /** Whose token that is; null = nobody's (any more). */
  authenticate(token: string): Promise<Principal | null>;
  /** Whether that person's token still counts. */
  isKnown(principal: Principal): Promise<boolean>;
  /** Calls `end` once that token is taken away, here or by another service; returns how to stop watching. */
  watch(principal: Principal, end: () => void): () => void;
}

const SECRET_BYTES = 32;
/** The user's id stands in the token, so that its row is looked for among that user's alone. */
const TOKEN = /^loci_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** A secret of 256 random bits needs no slow hash. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createPeople({ store, clock }: { store: Store; clock: Clock }): People {
  const requireUser = async (name: string): Promise<User> => {
    const user = await store.findUser(name);
    if (!user) throw new CoreError('not_found', 'User not found');
    return user;
  };
  const isKnown = async ({ userId, tokenId }: Principal): Promise<boolean> =>
    (await store.listTokens(userId)).some(({ id }) => id === tokenId);
  const tokens = createTokenWatch(store, isKnown);
  return {
    isKnown,
    watch: tokens.watch,
    async list() {
      const users = await store.listUsers();
      return Promise.all(users.map(async (user) => ({ user, tokens: (await store.listTokens(user.id)).map(toRow) })));
    },
    async createToken(userName, label) {
      const user = await store.ensureUser(userName, clock.now());
      const token = `loci_${user.id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
      const row: AccessToken = {
        id: randomUUID(),
        userId: user.id,
        hash: hashOf(token),
        label,
        createdAt: clock.now(),
      };
      await store.commit([{ kind: 'token.put', token: row }]);
      return { token, row: toRow(row) };
    },
    async revokeTokens(userName, tokenId) {
      const user = await requireUser(userName);
      const all = await store.listTokens(user.id);
      const revoked = tokenId === null ? all : all.filter(({ id }) => id === tokenId);
      if (tokenId !== null && revoked.length === 0) throw new CoreError('not_found', 'Token not found');
      await store.commit(revoked.map(({ id }) => ({ kind: 'token.erase', userId: user.id, id })));
      for (const { id } of revoked) tokens.revoked(id);
      return revoked.length;
    },
    async authenticate(token) {
      const [, userId] = TOKEN.exec(token) ?? [];
      if (userId === undefined) return null;
      const given = Buffer.from(hashOf(token));
      const known = (await store.listTokens(userId)).find(({ hash }) => timingSafeEqual(Buffer.from(hash), given));
      const user = known ? await store.getUser(userId) : null;
      return known && user ? { userId, name: user.name, tokenId: known.id } : null;
    },
  };
}

const toRow = ({ id, label, createdAt }: AccessToken): TokenRow => ({ id, label, createdAt });
