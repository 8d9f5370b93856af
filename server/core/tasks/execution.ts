import type { Clock } from '../../ports/clock.js';
import type { Task, TaskState } from '../../ports/entities.js';
import { toCoreError } from '../../ports/errors.js';
import type { Json } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';

/** What a running task may tell and must listen to. */
export interface TaskRun {
  task: Task;
  signal: AbortSignal;
  /** `fraction` 0..1. */
  report(fraction: number, message: string): Promise<void>;
}

/** Runs one kind of task; a task may be run again after a crash, so a run must be repeatable. */
export type TaskKind = (run: TaskRun) => Promise<Json>;

export const UNFINISHED: readonly TaskState[] = ['queued', 'running'];

export interface ExecutionDeps {
  store: Store;
  clock: Clock;
  log: Log;
  kinds: ReadonlyMap<string, TaskKind>;
  /** A task that stops because the service does is not over: the next start runs it again. */
  isStopping: () => boolean;
}

/** Runs a task from its first state to its last, each kept in the store. */
export function createExecution({
  store,
  clock,
  log,
  kinds,
  isStopping,
}: ExecutionDeps): (task: Task, signal: AbortSignal) => Promise<Task> {
  const save = async (task: Task, patch: Partial<Task>): Promise<Task> => {
    const isOver = patch.state !== undefined && !UNFINISHED.includes(patch.state);
    // What a task worked on may hold what its owner later forgets: it is kept no longer than it is needed.
    const next = { ...task, ...patch, ...(isOver ? { input: {} } : {}), updatedAt: clock.now() };
    await store.commit([{ kind: 'task.put', task: next }]);
    return next;
  };

  const end = (task: Task, thrown: unknown, signal: AbortSignal): Promise<Task> => {
    if (signal.aborted) return save(task, { state: 'cancelled' });
    const error = toCoreError(thrown);
    log.warn('A task failed', { kind: task.kind, id: task.id, code: error.code });
    return save(task, { state: 'failed', error: { code: error.code, message: error.message } });
  };

  return async (task, signal) => {
    if (isStopping()) return task;
    if (signal.aborted) return save(task, { state: 'cancelled' });
    const run = kinds.get(task.kind);
    if (!run)
      return save(task, {
        state: 'failed',
        error: { code: 'internal', message: `Unknown kind of task: ${task.kind}` },
      });
    let current = await save(task, { state: 'running' });
    try {
      const report = async (fraction: number, message: string): Promise<void> => {
        current = await save(current, { progress: Math.min(1, Math.max(0, fraction)), message });
      };
      signal.throwIfAborted();
      const result = await run({ task: current, signal, report });
      return await save(current, { state: 'succeeded', progress: 1, result });
    } catch (thrown) {
      return isStopping() ? current : end(current, thrown, signal);
    }
  };
}
