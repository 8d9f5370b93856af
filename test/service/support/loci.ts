import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { readServiceFile } from '../../../server/contract/serviceFile.js';

export const mainFile = resolve('dist/server/main.cjs');

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface Served {
  child: ChildProcess;
  ready: { url: string; pid: number; dataDir: string };
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  log(): string;
}

export interface Loci {
  readonly dataDir: string;
  /** Runs the command to its end. */
  run(args: string[], options?: { env?: NodeJS.ProcessEnv; stdin?: string }): Promise<Ended>;
  /** Starts `loci serve` on any free port and waits for its line. Throws with the log when there is none. */
  serve(args?: string[], env?: NodeJS.ProcessEnv): Promise<Served>;
  /** Ends every process and removes the data. */
  close(): Promise<void>;
}

/** The built command with a data directory of its own and none of this machine's settings. */
export async function createLoci(): Promise<Loci> {
  const home = await mkdtemp(join(tmpdir(), 'loci-service-'));
  const dataDir = join(home, 'data');
  const children = new Set<ChildProcess>();
  const start = (args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess => {
    const child = spawn(process.execPath, [mainFile, ...args], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, LOCI_DATA_DIR: dataDir, LOCI_PORT: '0', ...env },
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  return {
    dataDir,
    async run(args, { env, stdin = '' } = {}) {
      const child = start(args, env);
      const [out, err] = [collect(child.stdout!), collect(child.stderr!)];
      child.stdin!.end(stdin);
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, out: out(), err: err() };
    },
    async serve(args = [], env = {}) {
      const child = start(['serve', ...args], env);
      const log = collect(child.stderr!);
      const first = await createInterface(child.stdout!)[Symbol.asyncIterator]().next();
      if (first.done === true) {
        await once(child, 'close');
        throw new Error(`It ended with code ${child.exitCode} before it was ready: ${log()}`);
      }
      return { child, ready: JSON.parse(first.value) as Served['ready'], end: (signal) => end(child, signal), log };
    },
    async close() {
      // A service that a command started in the background is nobody's child here.
      const background = await readServiceFile(dataDir);
      if (background) endProcess(background.pid);
      await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
