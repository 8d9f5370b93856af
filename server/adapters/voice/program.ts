import { spawn } from 'node:child_process';
import { CoreError } from '../../ports/errors.js';

/** A program to run, with what it reads. Texts of people go through stdin, never into the arguments. */
export interface Invocation {
  program: string;
  args: readonly string[];
  stdin: string;
  env?: NodeJS.ProcessEnv;
}

/** Speech of an hour is less. */
const MOST_BYTES = 256 * 1024 * 1024;
const PATIENCE_MS = 120_000;

/** Runs a program to its end without a shell, and returns what it wrote. Throws `unavailable`, or `cancelled`. */
export function runProgram({ program, args, stdin, env }: Invocation, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      windowsHide: true,
      ...(env ? { env } : {}),
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    const fail = (why: string, cause?: unknown): void =>
      reject(new CoreError(signal.aborted ? 'cancelled' : 'unavailable', `${program} ${why}`, { cause }));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
    child.once('error', (cause) => fail(cause.name === 'AbortError' ? 'did not finish' : 'cannot be run', cause));
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else fail(`failed: ${complaint.trim().split('\n')[0] ?? ''}`);
    });
    // A program that ends early closes its input; its exit tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
