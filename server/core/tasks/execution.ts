import type { Clock } from '../../ports/clock.js';
import type { Task, TaskState } from '../../ports/entities.js';
import { STORE_AWAY, TAKEN_OVER, toCoreError } from '../../ports/errors.js';
import type { Json } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Store, TaskLease } from '../../ports/store.js';

/** What a running task may tell and must listen to. */
export interface TaskRun {
  task: Task;
  signal: AbortSignal;
  /** `fraction` 0..1. Kept in order and before the task ends, whether that is waited for or not. */
  report(fraction: number, message: string): Promise<void>;
}

/** Runs one kind of task; a task may be run again after a crash, so a run must be repeatable. */
export type TaskKind = (run: TaskRun) => Promise<Json>;

export const UNFINISHED: readonly TaskState[] = ['queued', 'running'];

export interface ExecutionDeps {
  store: Store;
  clock: Clock;
  log: Log;
  /** Under which this process runs tasks. */
  lease: TaskLease;
  kinds: ReadonlyMap<string, TaskKind>;
  /** A task that stops because the service does is not over: the next start runs it again. */
  isStopping: () => boolean;
}

/** What a task is aborted with that another process runs by now. */
export const LOST = new Error('Another process runs this task');
const isTakenOver = (signal: AbortSignal): boolean => signal.reason === LOST;

/** Runs a task from its first state to its last, each kept in the store. */
export function createExecution({
  store,
  clock,
  log,
  lease,
  kinds,
  isStopping,
}: ExecutionDeps): (task: Task, signal: AbortSignal) => Promise<Task> {
  const save = async (task: Task, patch: Partial<Task>): Promise<Task> => {
    const isOver = patch.state !== undefined && !UNFINISHED.includes(patch.state);
    // What a task worked on may hold what its owner later forgets: it is kept no longer than it is needed.
    const next = { ...task, ...patch, ...(isOver ? { input: {} } : {}), updatedAt: clock.now() };
    await store.commit([{ kind: 'task.put', task: next, lease }]);
    return next;
  };

  const end = async (task: Task, thrown: unknown, signal: AbortSignal): Promise<Task> => {
    const error = toCoreError(thrown);
    if (isTakenOver(signal) || error.reason === TAKEN_OVER) return task;
    if (signal.aborted) return save(task, { state: 'cancelled' });
    // It is run again, here or elsewhere, once its lease has run out.
    if (error.reason === STORE_AWAY) return task;
    log.warn('A task failed', { kind: task.kind, id: task.id, code: error.code });
    return save(task, { state: 'failed', error: { code: error.code, message: error.message } });
  };

  return async (task, signal) => {
    if (isStopping() || isTakenOver(signal)) return task;
    if (signal.aborted) return save(task, { state: 'cancelled' });
    const run = kinds.get(task.kind);
    if (!run)
      return save(task, {
        state: 'failed',
        error: { code: 'internal', message: `Unknown kind of task: ${task.kind}` },
      });
    let current = await save(task, { state: 'running' });
    let keeping = Promise.resolve();
    const report = (fraction: number, message: string): Promise<void> => {
      keeping = keeping.then(async () => {
        current = await save(current, { progress: Math.min(1, Math.max(0, fraction)), message });
      });
      keeping.catch(() => undefined);
      return keeping;
    };
    try {
      signal.throwIfAborted();
      const result = await run({ task: current, signal, report });
      await keeping;
      return await save(current, { state: 'succeeded', progress: 1, result });
    } catch (thrown) {
      await keeping.catch(() => undefined);
      return isStopping() ? current : end(current, thrown, signal);
    }
  };
}
