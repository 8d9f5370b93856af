import type { Task } from '../../ports/entities.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Lanes } from './lanes.js';

/** The tasks that run in this process, or wait here for their turn. */
export interface RunningTasks {
  /** Its place in its lane is taken already. */
  start(task: Task): void;
  /** Those of former and other processes; what runs here already goes on. */
  takeUp(tasks: readonly Task[]): void;
  has(id: string): boolean;
  ids(): string[];
  readonly size: number;
  /** Nothing happens when it does not run here. */
  abort(id: string, reason?: Error): void;
  /** Resolves when it has ended, at once when it does not run here. */
  ended(id: string): Promise<void>;
}

export function createRunningTasks({
  lanes,
  log,
  execute,
}: {
  lanes: Lanes;
  log: Log;
  execute: (task: Task, signal: AbortSignal) => Promise<Task>;
}): RunningTasks {
  const running = new Map<string, { controller: AbortController; done: Promise<unknown> }>();

  const start = (task: Task): void => {
    const controller = new AbortController();
    const { signal } = controller;
    const done = lanes
      .slotsOf(task.kind)
      .run(() => execute(task, signal), signal)
      .catch((error: unknown) => {
        log.error('A task could not be kept', { kind: task.kind, id: task.id, code: toCoreError(error).code });
      })
      .finally(() => {
        running.delete(task.id);
        lanes.leave([task.kind]);
      });
    running.set(task.id, { controller, done });
  };

  return {
    start,
    takeUp(tasks) {
      for (const task of tasks.filter(({ id }) => !running.has(id))) {
        lanes.owe(task.kind);
        start(task);
      }
    },
    has: (id) => running.has(id),
    ids: () => [...running.keys()],
    get size() {
      return running.size;
    },
    abort: (id, reason) => running.get(id)?.controller.abort(reason),
    async ended(id) {
      await running.get(id)?.done;
    },
  };
}
