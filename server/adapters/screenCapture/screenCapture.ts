import { fork, type ChildProcess } from 'node:child_process';
import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Capture, CaptureRequest, Frame, Screen, ScreenFailure } from '../../ports/screen.js';
import type { FromCapture, ToCapture } from './protocol.js';

export interface ScreenCaptureOptions {
  /** The built program that sees the screen. */
  captureFile: string;
  log: Log;
  env?: NodeJS.ProcessEnv;
}

const ANSWER_MS = 5_000;
/** Failures in a row after which the process is begun anew: a lost display stays lost to it. */
const FAILURES = 2;
const RESTART_MS = 1_000;

/**
 * Sees the screen through a process of its own: pictures take much memory there, and a display that goes away can take
 * the process along. It is begun when it is needed and ends when nothing is captured any more.
 */
export function createScreenCapture({ captureFile, log, env = process.env }: ScreenCaptureOptions): Screen {
  const children = new Set<ChildProcess>();

  const begin = (): ChildProcess => {
    const child = fork(captureFile, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: ['--expose-gc'],
      env,
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };

  const ask = async <K extends 'monitors' | 'windows'>(kind: K): Promise<Extract<FromCapture, { kind: K }>> => {
    const child = begin();
    try {
      return await new Promise((resolve, reject) => {
        const fail = (message: string): void => reject(new CoreError('unavailable', message));
        const deadline = setTimeout(() => fail('The screen did not answer in time'), ANSWER_MS);
        child.once('message', (answer: FromCapture) => {
          clearTimeout(deadline);
          if (answer.kind === kind) resolve(answer as Extract<FromCapture, { kind: K }>);
          else fail(answer.kind === 'failed' ? answer.failure.message : 'The screen answered something else');
        });
        child.once('exit', () => fail('The screen capture ended'));
        child.send({ kind } satisfies ToCapture);
      });
    } finally {
      child.kill('SIGKILL');
    }
  };

  return {
    async monitors() {
      try {
        return (await ask('monitors')).monitors;
      } catch (error) {
        log.debug('No screens can be seen', { reason: error instanceof Error ? error.message : '' });
        return [];
      }
    },
    windows: async () => (await ask('windows')).windows,
    capture(request, onFrame, onFailure) {
      return Promise.resolve(keepCapturing(begin, request, onFrame, onFailure));
    },
    close() {
      for (const child of children) child.kill('SIGKILL');
      return Promise.resolve();
    },
  };
}

function keepCapturing(
  begin: () => ChildProcess,
  request: CaptureRequest,
  onFrame: (frame: Frame) => void,
  onFailure: (failure: ScreenFailure) => void,
): Capture {
  let isOver = false;
  let child: ChildProcess;
  let timer: NodeJS.Timeout | undefined;

  const launch = (): void => {
    child = begin();
    const current = child;
    let failures = 0;
    current.on('message', (message: FromCapture) => {
      if (isOver || current !== child) return;
      if (message.kind === 'frame') {
        failures = 0;
        // Over the wire a Buffer arrives as plain bytes.
        const { pixels } = message.frame;
        onFrame({
          ...message.frame,
          pixels: pixels && Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
        });
      } else if (message.kind === 'failed') {
        onFailure(message.failure);
        if (++failures >= FAILURES) current.kill('SIGKILL');
      }
    });
    current.once('exit', () => {
      if (isOver || current !== child) return;
      timer = setTimeout(launch, RESTART_MS);
    });
    current.send({ kind: 'start', request } satisfies ToCapture);
  };
  launch();

  return {
    async stop() {
      isOver = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}
