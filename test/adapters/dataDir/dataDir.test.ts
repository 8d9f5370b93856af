import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDir } from '../../../server/adapters/dataDir/dataDir.js';
import { publishService } from '../../../server/adapters/dataDir/publish.js';
import { readServiceFile, type ServiceFile } from '../../../server/contract/serviceFile.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'loci-dir-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const service = (change: Partial<ServiceFile> = {}): ServiceFile => ({
  url: 'http://127.0.0.1:8765',
  token: 'a token',
  pid: 1,
  protocol: 1,
  version: '1.0.0',
  startedAt: 1000,
  ...change,
});

describe('openDataDir', () => {
  it('makes the directory, parents included, for its owner alone', async () => {
    await openDataDir(join(directory, 'a/b'));
    expect(await mode(join(directory, 'a/b'))).toBe(0o700);
  });

  it('takes others out of a directory that was open to them', async () => {
    await mkdir(join(directory, 'open'), { mode: 0o755 });
    await openDataDir(join(directory, 'open'));
    expect(await mode(join(directory, 'open'))).toBe(0o700);
  });

  it('fails where a file is in the way', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(openDataDir(join(directory, 'file'))).rejects.toThrow('EEXIST');
  });
});

describe('publishService', () => {
  it('writes the file whole and for its owner alone', async () => {
    await publishService(directory, service());
    expect(await readServiceFile(directory)).toEqual(service());
    expect(await mode(join(directory, 'service.json'))).toBe(0o600);
    expect(await readdir(directory)).toEqual(['service.json']);
  });

  it('replaces what a crashed service left, and is withdrawn', async () => {
    await publishService(directory, service());
    const { withdraw } = await publishService(directory, service({ pid: 2 }));
    expect((await readServiceFile(directory))?.pid).toBe(2);
    await withdraw();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is not withdrawn once another service has published', async () => {
    const { withdraw } = await publishService(directory, service());
    await publishService(directory, service({ pid: 2 }));
    await withdraw();
    expect((await readServiceFile(directory))?.pid).toBe(2);
  });
});

describe('readServiceFile', () => {
  it.each(['', 'null', '{"url":', JSON.stringify({ ...service(), url: 'file:///etc/passwd' })])(
    'is null for %j',
    async (text) => {
      await writeFile(join(directory, 'service.json'), text);
      expect(await readServiceFile(directory)).toBeNull();
      expect(await readFile(join(directory, 'service.json'), 'utf8')).toBe(text);
    },
  );
});
