import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What tells a process from another that got its number later: when it started, in the system's own words. Empty where
 * the system does not say; null when no such process runs.
 */
export async function identifyProcess(pid: number): Promise<string | null> {
  if (existsSync('/proc/self/stat')) return identifyByProc(pid);
  if (!isRunning(pid)) return null;
  return process.platform === 'darwin' ? identifyByPs(pid) : '';
}

async function identifyByProc(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    return readStat(stat, boot.trim());
  } catch {
    return null;
  }
}

/** The fields after the command's name, which may itself hold blanks and brackets: state is the 3rd, start time the 22nd. */
function readStat(stat: string, boot: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, startedAt] = [fields[0], fields[17], fields[19]];
  // A killed process that nobody has reaped yet is over once its last thread is.
  if ((state === 'Z' || state === 'X') && Number(threads) <= 1) return null;
  return `${boot}:${startedAt ?? ''}`;
}

async function identifyByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else's runs, though we may not signal it.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
