import type { Store } from '../../ports/store.js';
import type { Principal } from './acting.js';

/** What goes on under a token, and ends with it. */
export interface TokenWatch {
  /** Calls `end` once that token is taken away, here or by another service; returns how to stop watching. */
  watch(principal: Principal, end: () => void): () => void;
  revoked(tokenId: string): void;
}

const REMEMBERED = 1000;

interface Watched {
  principal: Principal;
  ends: Set<() => void>;
}

export function createTokenWatch(
  store: Pick<Store, 'watch'>,
  isKnown: (principal: Principal) => Promise<boolean>,
): TokenWatch {
  const watched = new Map<string, Watched>();
  // One that is taken away between being found and being watched.
  const lastRevoked = new Set<string>();
  const revoked = (tokenId: string): void => {
    lastRevoked.add(tokenId);
    const [oldest = ''] = lastRevoked;
    if (lastRevoked.size > REMEMBERED) lastRevoked.delete(oldest);
    const ends = watched.get(tokenId)?.ends ?? [];
    watched.delete(tokenId);
    for (const end of ends) end();
  };
  const lookAgain = async (): Promise<void> => {
    for (const { principal } of [...watched.values()]) if (!(await isKnown(principal))) revoked(principal.tokenId);
  };
  store.watch((event) => {
    if (event.kind === 'token.erase') revoked(event.id);
    // While the store is away nobody is told; it tells of everything again when it is back.
    if (event.kind === 'all') void lookAgain().catch(() => undefined);
  });
  return {
    revoked,
    watch(principal, end) {
      const { tokenId } = principal;
      const entry = watched.get(tokenId) ?? { principal, ends: new Set() };
      watched.set(tokenId, entry);
      entry.ends.add(end);
      if (lastRevoked.has(tokenId)) revoked(tokenId);
      return () => {
        entry.ends.delete(end);
        if (entry.ends.size === 0 && watched.get(tokenId) === entry) watched.delete(tokenId);
      };
    },
  };
}
