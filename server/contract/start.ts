import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export interface StartOptions {
  /** The built `main.cjs`. */
  mainFile: string;
  dataDir: string;
  /** Further options of `loci serve`. */
  options?: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** A service process on its way up; it outlives whoever started it. */
export interface StartedService {
  /** Resolves with the exit code should it end; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** The last lines of its log. */
  logTail(): Promise<string>;
}

/** Minutes without clients after which a service that was started in the background ends. */
const IDLE_EXIT_MINUTES = 5;
const LOG_BYTES = 1024 * 1024;
const TAIL_LINES = 20;

/** Starts the service in the background, with its log in the data directory. */
export async function startService({ mainFile, dataDir, options = [], env }: StartOptions): Promise<StartedService> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'service.log');
  const log = await openLog(logFile);
  const args = [mainFile, 'serve', '--data-dir', dataDir, '--idle-exit', String(IDLE_EXIT_MINUTES), ...options];
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // An editor's executable runs scripts as Node only when told so.
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  child.unref();
  await log.close();
  return { ended, logTail: async () => tail(await readFile(logFile, 'utf8')) };
}

/** Appends; a log that has grown large is set aside once. */
async function openLog(path: string): Promise<FileHandle> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > LOG_BYTES) await rename(path, `${path}.old`);
  return open(path, 'a', 0o600);
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
