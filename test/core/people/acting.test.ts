import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createActing, type Principal } from '../../../server/core/people/acting.js';

const ann: Principal = { userId: 'u1', name: 'ann', tokenId: 't1' };

describe('who acts', () => {
  it('is whom the work is for, through all that is awaited, and nobody else meanwhile', async () => {
    const acting = createActing();
    const forAnn = acting.as(ann, async () => {
      await sleep(5);
      return [acting.principal, acting.scope(null)];
    });
    expect(acting.principal).toBeNull();
    expect(acting.scope('u2')).toBe('u2');
    expect(await forAnn).toEqual([ann, 'u1']);
  });

  it('is the service for its own part of somebody’s work', async () => {
    const acting = createActing();
    const seen = await acting.as(ann, async () => [
      await acting.as(null, async () => {
        await sleep(1);
        return acting.principal;
      }),
      acting.principal,
    ]);
    expect(seen).toEqual([null, ann]);
  });

  it('may not reach another, nor what is the owner’s', () => {
    const acting = createActing();
    acting.as(ann, () => {
      expect(() => acting.scope('u2')).toThrow("another user's");
      expect(() => acting.requireOwner()).toThrow('Only who runs');
    });
    acting.requireOwner();
  });
});
