import { expect, it } from 'vitest';
import { startService } from '../../support/service.js';

it('follows nobody once the service is closed', async () => {
  const service = await startService();
  const { acting } = service.core;
  let release = (): void => undefined;
  const closed = new Promise<void>((resolve) => (release = resolve));
  const ann = { userId: 'u1', name: 'ann', tokenId: 't1' };
  const seen = acting.as(ann, async () => {
    const before = acting.principal;
    await closed;
    return [before, acting.principal];
  });
  await service.close();
  release();
  expect(await seen).toEqual([ann, null]);
});
