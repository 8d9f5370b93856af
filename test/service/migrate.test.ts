import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLoci, type Loci } from './support/loci.js';

let loci: Loci;
beforeEach(async () => {
  loci = await createLoci();
});
afterEach(() => loci.close());

describe('loci migrate', () => {
  it('copies a data directory, says what it did, and does nothing twice', async () => {
    const target = `${loci.dataDir}-copy`;
    const migrate = (...more: string[]) => loci.run(['migrate', '--from', loci.dataDir, '--to', target, ...more]);
    const served = await loci.serve();
    expect(await loci.run(['add', 'The heron nests at dawn'])).toMatchObject({ code: 0 });

    const refused = await migrate();
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toBe(
      `loci: Process ${served.ready.pid} uses ${loci.dataDir}; stop it first (loci stop --data-dir ${loci.dataDir})\n`,
    );
    await served.end('SIGTERM');

    const first = await migrate('--json');
    expect(first).toMatchObject({ code: 0, err: '' });
    const report = JSON.parse(first.out);
    expect(report).toMatchObject({ from: loci.dataDir, to: target, kinds: { memory: { rows: 1, copied: 1 } } });
    expect(report.copied).toBe(report.rows);
    expect(report.kinds.memory.sha256).toMatch(/^[0-9a-f]{64}$/);

    const again = await migrate();
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain(`Nothing to copy: ${target} already holds all ${report.rows} rows of ${loci.dataDir}`);
    expect(again.out).toContain('copy the folders videos and media');

    const copy = await loci.serve(['--data-dir', target]);
    expect((await loci.run(['search', 'heron', '--data-dir', target])).out).toContain('The heron nests at dawn');
    expect(await loci.run(['add', 'Later', '--data-dir', target])).toMatchObject({ code: 0 });
    await copy.end('SIGTERM');
    const foreign = await migrate();
    expect(foreign).toMatchObject({ code: 1, out: '' });
    expect(foreign.err).toContain('The target holds other data than the source');
  });

  it('says what is wrong with what it was given, and no password', async () => {
    const nowhere = `${loci.dataDir}-nowhere`;
    const migrate = (from: string, to: string) => loci.run(['migrate', '--from', from, '--to', to]);
    expect(await loci.run(['migrate', '--from', nowhere])).toMatchObject({
      code: 2,
      err: 'loci: --to is needed: a data directory, or postgres://USER:PASSWORD@HOST/DATABASE\n',
    });
    expect(await migrate(nowhere, loci.dataDir)).toMatchObject({
      code: 1,
      err: `loci: Loci keeps nothing in ${nowhere}\n`,
    });
    expect((await migrate(nowhere, nowhere)).err).toBe('loci: The source and the target are the same\n');
    const file = join(loci.dataDir, '..', 'file');
    await writeFile(file, '');
    expect(await migrate(file, nowhere)).toMatchObject({ code: 1, err: `loci: Loci keeps nothing in ${file}\n` });
    const wrong = await migrate('postgres://me:secret@db/loci#x', nowhere);
    expect(wrong.err).toBe('loci: --from must be postgres://USER:PASSWORD@HOST[,HOST...]/DATABASE\n');
    const same = await migrate('postgres://me:secret@db/loci', 'postgres://me:secret@db/loci');
    for (const { code, err } of [wrong, same]) {
      expect(code).toBe(1);
      expect(err).not.toContain('secret');
    }
  });
});
