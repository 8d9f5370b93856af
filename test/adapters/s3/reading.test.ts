import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withDeadlines } from '../../../server/adapters/s3/reading.js';

const MS = 60;
const never = new AbortController().signal;

describe('what is read from a store', () => {
  it('is given up when it does not begin', async () => {
    const silent = (signal: AbortSignal): Promise<{ Body: unknown }> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
    await expect(withDeadlines(silent, never, MS)).rejects.toThrow('given up');
  });

  it('is given up when it stops in the middle', async () => {
    const body = new Readable({ read: () => undefined });
    body.push('part');
    const parts = (await withDeadlines(() => Promise.resolve({ Body: body }), never, MS))[Symbol.asyncIterator]();
    expect((await parts.next()).done).toBe(false);
    await expect(parts.next()).rejects.toMatchObject({ code: 'unavailable' });
    expect(body.destroyed).toBe(true);
  });

  it('waits for as long as it likes for whoever reads', async () => {
    const read: string[] = [];
    for await (const part of await withDeadlines(
      () => Promise.resolve({ Body: Readable.from(['part', 'part', 'part']) }),
      never,
      MS,
    )) {
      read.push(Buffer.from(part).toString());
      await sleep(2 * MS);
    }
    expect(read).toEqual(['part', 'part', 'part']);
  });
});
