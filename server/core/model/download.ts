import { CoreError } from '../../ports/errors.js';
import type { Provider } from '../../ports/model.js';
import { inSteps } from '../tasks/steps.js';
import type { Tasks } from '../tasks/tasks.js';

/** Task kind: fetches `model` within `timeoutMs`. */
export const DOWNLOAD = 'model.download';
/** Steps of progress that are worth keeping. */
const STEP = 0.01;

export function defineDownload(tasks: Tasks, connect: () => Promise<Provider>): void {
  tasks.define(DOWNLOAD, async ({ task, signal, report }) => {
    const { model, timeoutMs } = task.input as { model: string; timeoutMs: number };
    const provider = await connect();
    if (!provider.pull) throw new CoreError('unavailable', `${provider.name} cannot fetch models`);
    const tell = inSteps(STEP, (fraction, status: string) => void report(fraction, status));
    await provider.pull(model, tell, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    return { model };
  });
}
