import { resolve } from 'node:path';
import { Worker, type Transferable } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';

/** What a worker can be asked: the argument and the answer of each call. */
export type Calls = Record<string, { argument: unknown; answer: unknown }>;

/** A worker answers requests in the order they were sent. */
export type WorkerRequest<C extends Calls> = {
  [Name in keyof C]: { number: number; call: Name; argument: C[Name]['argument'] };
}[keyof C];

export type WorkerReply<C extends Calls> =
  { number: number; ok: true; answer: C[keyof C]['answer'] } | { number: number; ok: false; message: string };

/** A worker thread that is asked and answers. Once it has ended every call is rejected with `unavailable`. */
export interface WorkerCalls<C extends Calls> {
  /** `transferred` buffers are handed over, not copied: they are empty here afterwards. */
  ask<Name extends keyof C>(
    call: Name,
    argument: C[Name]['argument'],
    transferred?: readonly Transferable[],
  ): Promise<C[Name]['answer']>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: CoreError): void;
}

export function createWorkerCalls<C extends Calls>({
  workerFile,
  workerData,
  name,
  log,
}: {
  workerFile: string;
  /** What the worker starts with. */
  workerData?: unknown;
  /** For the log. */
  name: string;
  log: Log;
}): WorkerCalls<C> {
  const worker = new Worker(resolve(workerFile), { workerData });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let ended: CoreError | null = null;

  const end = (error: CoreError): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };

  worker.on('message', (reply: WorkerReply<C>) => {
    const call = waiting.get(reply.number);
    waiting.delete(reply.number);
    if (reply.ok) call?.resolve(reply.answer);
    else call?.reject(new CoreError('internal', `The ${name} failed: ${reply.message}`));
  });
  worker.on('error', (cause) => {
    log.error(`The ${name} worker failed`, { error: cause instanceof Error ? cause.message : 'unknown' });
    end(new CoreError('unavailable', `The ${name} worker failed`, { cause }));
  });
  worker.on('exit', () => end(new CoreError('unavailable', `The ${name} worker has ended`)));

  return {
    ask: (call, argument, transferred = []) =>
      new Promise((fulfil, reject) => {
        if (ended !== null) {
          reject(ended);
          return;
        }
        const number = calls++;
        waiting.set(number, { resolve: (answer) => fulfil(answer), reject });
        worker.postMessage({ number, call, argument }, transferred);
      }),
    async close() {
      end(new CoreError('unavailable', `The ${name} is closed`));
      await worker.terminate();
    },
  };
}
