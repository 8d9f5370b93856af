import type { MessagePort } from 'node:worker_threads';
import type { Calls, WorkerReply, WorkerRequest } from './workerCalls.js';

/** What a worker does when it is asked. */
export type Answers<C extends Calls> = { [Name in keyof C]: (argument: C[Name]['argument']) => C[Name]['answer'] };

/** The worker's end of `createWorkerCalls`: answers in the order it is asked; of what is thrown only the message arrives. */
export function serveCalls<C extends Calls>(port: MessagePort, answers: Answers<C>): void {
  port.on('message', ({ number, call, argument }: WorkerRequest<C>) => {
    const send = (reply: WorkerReply<C>): void => port.postMessage(reply);
    try {
      send({ number, ok: true, answer: answers[call](argument) });
    } catch (error) {
      send({ number, ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  });
}
