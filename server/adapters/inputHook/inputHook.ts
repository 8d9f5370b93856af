import { fork, type ChildProcess } from 'node:child_process';
import type { Input, InputFailure } from '../../ports/input.js';
import type { Log } from '../../ports/log.js';
import type { FromHook } from './protocol.js';

export interface InputHookOptions {
  /** The built program that holds the hook. */
  hookFile: string;
  log: Log;
  platform?: NodeJS.Platform;
  arch?: string;
  env?: NodeJS.ProcessEnv;
}

const START_MS = 5_000;
const STOP_MS = 2_000;
const MAC_PERMISSION =
  'Input cannot be followed: allow this program under System Settings, Privacy & Security, in Accessibility and in Input Monitoring, then start again';

/** Why there is no point in trying, or null. */
function obstacle({
  platform,
  arch,
  env,
}: Required<Pick<InputHookOptions, 'platform' | 'arch' | 'env'>>): InputFailure | null {
  const unsupported = (message: string): InputFailure => ({ reason: 'unsupported', message });
  if (platform !== 'linux') return null;
  if (arch !== 'x64') return unsupported(`Input cannot be followed on Linux ${arch}: there is no hook for it`);
  if (env['XDG_SESSION_TYPE'] === 'wayland')
    return unsupported('Input cannot be followed on Wayland: it does not let programs see what others are sent');
  return env['DISPLAY'] ? null : unsupported('Input cannot be followed: there is no display (DISPLAY is not set)');
}

/**
 * Follows keys and clicks through a system hook in a process of its own: the hook ends its process where the system
 * refuses it, and a broken one must not take the service along.
 */
export function createInputHook(options: InputHookOptions): Input {
  const { hookFile, log, platform = process.platform, arch = process.arch, env = process.env } = options;
  let child: ChildProcess | null = null;

  const explainEnd = (stderr: string): InputFailure => {
    if (platform === 'darwin') return { reason: 'permission', message: MAC_PERMISSION };
    const detail = stderr.trim().split('\n')[0]?.slice(0, 200) ?? '';
    return { reason: 'failed', message: `The input hook ended${detail ? `: ${detail}` : ''}` };
  };

  const stop = async (): Promise<void> => {
    const stopping = child;
    child = null;
    if (!stopping || stopping.exitCode !== null || stopping.signalCode !== null) return;
    const gone = new Promise((resolve) => stopping.once('exit', resolve));
    stopping.kill('SIGTERM');
    const hurry = setTimeout(() => stopping.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(hurry);
  };

  return {
    obstacle: () => obstacle({ platform, arch, env }),
    start(onEvent, onLost) {
      const refused = obstacle({ platform, arch, env });
      if (refused) return Promise.resolve(refused);
      const hook = fork(hookFile, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env });
      child = hook;
      let stderr = '';
      let isStarted = false;
      hook.stderr?.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-2_000)));
      return new Promise((resolve) => {
        const settle = (failure: InputFailure | null): void => {
          clearTimeout(deadline);
          isStarted = failure === null;
          resolve(failure);
        };
        const deadline = setTimeout(() => {
          settle({ reason: 'failed', message: 'The input hook did not start in time' });
          hook.kill('SIGKILL');
        }, START_MS);
        hook.on('message', (message: FromHook) => {
          if (message.kind === 'event') onEvent(message.event);
          else settle(message.kind === 'started' ? null : message.failure);
        });
        hook.once('error', (error) =>
          settle({ reason: 'failed', message: `The input hook cannot be started: ${error.message}` }),
        );
        hook.once('exit', () => {
          const wasWanted = child === hook;
          if (wasWanted) child = null;
          const failure = explainEnd(stderr);
          if (!isStarted) settle(failure);
          else if (wasWanted) {
            log.warn('Input is no longer followed', { reason: failure.message });
            onLost(failure);
          }
        });
      });
    },
    stop,
  };
}
