import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, inspectLock, type Lock } from '../../../server/adapters/dataDir/lock.js';

let scripts: string;
let dataDir: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  scripts = await mkdtemp(join(tmpdir(), 'loci-lock-'));
  await build({
    entryPoints: ['test/adapters/dataDir/support/lockHolder.ts'],
    outfile: join(scripts, 'lockHolder.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loci-lock-'));
});
afterEach(async () => {
  await Promise.all([...children].map((child) => kill(child)));
  await rm(dataDir, { recursive: true, force: true });
});
afterAll(() => rm(scripts, { recursive: true, force: true }));

function start(...args: string[]): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, [join(scripts, 'lockHolder.cjs'), dataDir, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const firstLine = async ({ lines }: ReturnType<typeof start>): Promise<string> => String((await lines.next()).value);

function owned(lock: Awaited<ReturnType<typeof acquireLock>>): Lock {
  if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy.pid}`);
  return lock;
}

const generations = async (): Promise<string[]> => (await readdir(join(dataDir, 'lock'))).sort();

describe('acquireLock', () => {
  it('gives the lock to one and tells the others who has it', async () => {
    const lock = owned(await acquireLock(dataDir));
    const second = await acquireLock(dataDir);
    expect(second).toMatchObject({ heldBy: { pid: process.pid } });
    expect(await inspectLock(dataDir)).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await inspectLock(dataDir)).toBeNull();
    owned(await acquireLock(dataDir));
  });

  it('leaves one file behind, which is for its owner alone', async () => {
    for (let round = 0; round < 5; round += 1) await owned(await acquireLock(dataDir)).release();
    owned(await acquireLock(dataDir));
    expect(await generations()).toEqual(['11.json']);
  });

  it('lets one of 8 processes win', async () => {
    const started = Array.from({ length: 8 }, () => start('hold'));
    const said = await Promise.all(started.map(firstLine));
    const winner = started[said.indexOf('owned')]!;
    expect(said.filter((line) => line === 'owned')).toHaveLength(1);
    expect(said.filter((line) => line === `held by ${winner.child.pid}`)).toHaveLength(7);
  });

  it('is free at once after kill -9', async () => {
    for (let round = 0; round < 5; round += 1) {
      const holder = start('hold');
      expect(await firstLine(holder)).toBe('owned');
      await kill(holder.child);
    }
    owned(await acquireLock(dataDir));
  });

  it('goes to one of 8 that find a killed owner', async () => {
    const first = start('hold');
    await firstLine(first);
    await kill(first.child);
    const said = await Promise.all(Array.from({ length: 8 }, () => firstLine(start('hold'))));
    expect(said.filter((line) => line === 'owned')).toHaveLength(1);
  });

  it('never has two owners while processes take it, give it back and are killed', async () => {
    const steady = Array.from({ length: 4 }, () => start('loop', '60'));
    const ends = steady.map(async ({ lines }) => {
      const said: string[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) said.push(next.value);
      return said;
    });
    const state = { isOver: false };
    const victims = (async () => {
      while (!state.isOver) {
        const victim = start('loop', '1000000');
        await once(victim.child, 'spawn');
        await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 60));
        await kill(victim.child);
      }
    })();
    const said = await Promise.all(ends);
    state.isOver = true;
    await victims;
    expect(said).toEqual(steady.map(() => ['done']));
  });
});

describe('an owner on file', () => {
  async function rewriteOwner(change: Record<string, unknown>): Promise<void> {
    owned(await acquireLock(dataDir));
    const path = join(dataDir, 'lock/1.json');
    const { owner } = JSON.parse(await readFile(path, 'utf8')) as { owner: Record<string, unknown> };
    await writeFile(path, JSON.stringify({ owner: { ...owner, ...change } }));
  }

  it.skipIf(process.platform === 'win32')('is not the process that got its number later', async () => {
    await rewriteOwner({ identity: 'started at another time' });
    owned(await acquireLock(dataDir));
    expect(await generations()).toEqual(['2.json']);
  });

  it('does not count when the file was damaged', async () => {
    owned(await acquireLock(dataDir));
    await writeFile(join(dataDir, 'lock/1.json'), '');
    owned(await acquireLock(dataDir));
  });
});
