import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { identifyProcess } from './process.js';

/*
 * One owner per data directory, without a moment in which two believe they are it. Each owner is a file
 * `lock/<generation>.json`; the highest generation owns. Files appear whole and only where none was (`link`), so of all
 * that try to succeed a dead owner one wins. Nobody removes the highest generation: an owner that leaves is succeeded by
 * a file that says so. A slow starter may still take a number that was passed over; it sees the higher one and yields.
 */

const Generation = z.object({
  /** null = the lock was given back. */
  owner: z.object({ pid: z.int(), identity: z.string(), startedAt: z.number() }).nullable(),
});
type Generation = z.output<typeof Generation>;

export interface LockOwner {
  pid: number;
  /** Epoch milliseconds. */
  startedAt: number;
}

export interface Lock {
  release(): Promise<void>;
}

/** Takes the lock of a data directory, or says who has it. A crashed owner's lock is free at once. */
export async function acquireLock(dataDir: string): Promise<Lock | { heldBy: LockOwner }> {
  const directory = join(dataDir, 'lock');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const identity = (await identifyProcess(process.pid)) ?? '';
  const generation: Generation = { owner: { pid: process.pid, identity, startedAt: Date.now() } };
  for (;;) {
    const highest = await findHighest(directory);
    const heldBy = await findOwner(directory, highest);
    if (heldBy) return { heldBy };
    const mine = highest + 1;
    if (!(await claim(directory, mine, generation))) continue;
    if ((await findHighest(directory)) === mine) {
      await sweep(directory, mine);
      return { release: () => release(directory, mine) };
    }
    await rm(fileOf(directory, mine), { force: true });
  }
}

/** Who has the lock now; null when nobody does. */
export async function inspectLock(dataDir: string): Promise<LockOwner | null> {
  const directory = join(dataDir, 'lock');
  return findOwner(directory, await findHighest(directory));
}

function fileOf(directory: string, generation: number): string {
  return join(directory, `${generation}.json`);
}

/** 0 when there is none. So few names are read in one system call, hence all of one moment. */
async function findHighest(directory: string): Promise<number> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return Math.max(0, ...names.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)));
}

async function findOwner(directory: string, generation: number): Promise<LockOwner | null> {
  const owner = (await readGeneration(fileOf(directory, generation)))?.owner;
  if (!owner || owner.identity !== (await identifyProcess(owner.pid))) return null;
  return { pid: owner.pid, startedAt: owner.startedAt };
}

/** null when it has been succeeded meanwhile, or was damaged: files appear whole, so its machine went down with it. */
async function readGeneration(path: string): Promise<Generation | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return Generation.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** False when another was faster. */
async function claim(directory: string, number: number, generation: Generation): Promise<boolean> {
  const draft = join(directory, `${randomUUID()}.draft`);
  await writeFile(draft, JSON.stringify(generation), { mode: 0o600 });
  try {
    await link(draft, fileOf(directory, number));
    return true;
  } catch (error) {
    // ENOENT: the owner of this moment swept the draft away.
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes what former owners left: lower generations, and drafts of processes that died over them. */
async function sweep(directory: string, mine: number): Promise<void> {
  const isOld = (name: string) => name.endsWith('.draft') || Number(name.replace('.json', '')) < mine;
  await Promise.all((await readdir(directory)).filter(isOld).map((name) => rm(join(directory, name), { force: true })));
}

async function release(directory: string, mine: number): Promise<void> {
  await claim(directory, mine + 1, { owner: null });
  await rm(fileOf(directory, mine), { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
