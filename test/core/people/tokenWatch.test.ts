import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../server/core/people/acting.js';
import { createTokenWatch } from '../../../server/core/people/tokenWatch.js';
import type { StoreEvent } from '../../../server/ports/store.js';
import { eventually } from '../../support/eventually.js';

const principalOf = (tokenId: string): Principal => ({ userId: 'a user', name: 'anna', tokenId });

function createWatch(isKnown: (principal: Principal) => Promise<boolean> = () => Promise.resolve(true)) {
  let tell: (event: StoreEvent) => void = () => undefined;
  const watch = createTokenWatch(
    {
      watch(listener) {
        tell = listener;
        return () => undefined;
      },
    },
    isKnown,
  );
  return { ...watch, tell: (event: StoreEvent) => tell(event) };
}

describe('what goes on under a token', () => {
  it('ends with it, here or by another service, and nothing else does', () => {
    const tokens = createWatch();
    const ends = [vi.fn(), vi.fn(), vi.fn()] as const;
    tokens.watch(principalOf('1'), ends[0]);
    tokens.watch(principalOf('2'), ends[1]);
    tokens.watch(principalOf('3'), ends[2]);
    tokens.revoked('1');
    tokens.tell({ kind: 'token.erase', id: '2' });
    expect(ends.map((end) => end.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('ends at once where the token was taken away before it began', () => {
    const tokens = createWatch();
    tokens.tell({ kind: 'token.erase', id: '1' });
    const end = vi.fn();
    tokens.watch(principalOf('1'), end);
    expect(end).toHaveBeenCalledOnce();
  });

  it('is not told once it has ended by itself', () => {
    const tokens = createWatch();
    const end = vi.fn();
    tokens.watch(principalOf('1'), end)();
    tokens.revoked('1');
    expect(end).not.toHaveBeenCalled();
  });

  it('is looked at again when the store was away', async () => {
    const tokens = createWatch(({ tokenId }) => Promise.resolve(tokenId === '1'));
    const ends = [vi.fn(), vi.fn()] as const;
    tokens.watch(principalOf('1'), ends[0]);
    tokens.watch(principalOf('2'), ends[1]);
    tokens.tell({ kind: 'all' });
    await eventually(() => expect(ends[1]).toHaveBeenCalledOnce());
    expect(ends[0]).not.toHaveBeenCalled();
  });
});
