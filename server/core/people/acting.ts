import { AsyncLocalStorage } from 'node:async_hooks';
import { CoreError } from '../../ports/errors.js';

/** A person who has shown a token of their own. */
export interface Principal {
  userId: string;
  /** As the dialects name the user. */
  name: string;
  /** Of the token that was shown. */
  tokenId: string;
}

/** For whom the work at hand is done; it follows the work through everything that is awaited. */
export interface Acting {
  /** Null = who runs the service, and the service itself: they may see and do all. */
  readonly principal: Principal | null;
  /** Runs work for somebody. */
  as<T>(principal: Principal | null, work: () => T): T;
  /** Whose rows may be touched: those that were asked for, or the person's where nobody was named. Throws `forbidden`. */
  scope(userId: string | null): string | null;
  /** Throws `forbidden` for everybody else. */
  requireOwner(): void;
  /** Follows nothing any more: what follows work costs each promise of the process a little, for ever. */
  close(): void;
}

export function createActing(): Acting {
  const storage = new AsyncLocalStorage<Principal | null>();
  const current = (): Principal | null => storage.getStore() ?? null;
  return {
    get principal() {
      return current();
    },
    as: (principal, work) => storage.run(principal, work),
    scope(userId) {
      const principal = current();
      if (!principal) return userId;
      if (userId !== null && userId !== principal.userId) throw othersUser();
      return principal.userId;
    },
    requireOwner() {
      if (current()) throw new CoreError('forbidden', 'Only who runs the service may do this');
    },
    close: () => storage.disable(),
  };
}

const OWN_KEY = /^of:([^:]+):/;

/** A setting's key as a person's own. */
export function ownKey(principal: Principal | null, key: string): string {
  return principal ? `of:${principal.userId}:${key}` : key;
}

/** Whose own a setting is; null = the service's. */
export function ownerOfKey(key: string): string | null {
  return OWN_KEY.exec(key)?.[1] ?? null;
}

export function othersUser(): CoreError {
  return new CoreError('forbidden', "The token is another user's");
}
