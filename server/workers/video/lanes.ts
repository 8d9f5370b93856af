import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FromStudio, Group, StudioWorkerData } from '../../adapters/storyboard/protocol.js';
import type { Storyboard } from '../../ports/studio.js';
import type { Canvas } from './blend.js';
import { groupsOf, makeGroup } from './movie.js';

/** Threads that encode one film; more would leave no room for anything else. */
const MOST_LANES = 3;

interface Lane {
  next(): Promise<Group>;
}

/** All groups of a film in order, made side by side: this thread is one lane, helpers are the others. */
export async function* makeGroups(
  data: StudioWorkerData,
  story: Storyboard,
  paint: (at: number) => Canvas,
  progress: (fraction: number) => void,
): AsyncGenerator<Group> {
  const count = groupsOf(story);
  const step = Math.min(MOST_LANES, availableParallelism(), count);
  const helpers = Array.from({ length: step - 1 }, (_, index) => startHelper(data, story, index + 1, step));
  for (let number = 0; number < count; number++) {
    const helper = helpers[(number % step) - 1];
    yield helper ? await helper.next() : await makeGroup(story, paint, number);
    progress((number + 1) / count);
  }
}

/** Another worker of the same program. It ends with this one. */
function startHelper(data: StudioWorkerData, storyboard: Storyboard, first: number, step: number): Lane {
  const silent = { ...storyboard, sound: null };
  const worker = new Worker(__filename, {
    workerData: { ...data, work: { kind: 'groups', storyboard: silent, first, step } } satisfies StudioWorkerData,
  });
  const made: Group[] = [];
  let failure: Error | null = null;
  let wake = (): void => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  worker.on('message', (message: FromStudio) => {
    if (message.kind === 'group') made.push(message.group);
    else if (message.kind === 'failed') failure = new Error(message.message);
    wake();
  });
  worker.once('error', fail);
  worker.once('exit', () => fail(new Error('An encoder ended before it was done')));
  return {
    async next() {
      for (;;) {
        const group = made.shift();
        if (group) return group;
        if (failure) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/** What a helper does. */
export async function serveGroups(
  story: Storyboard,
  paint: (at: number) => Canvas,
  { first, step }: { first: number; step: number },
  tell: (group: Group) => void,
): Promise<void> {
  for (let number = first; number < groupsOf(story); number += step) tell(await makeGroup(story, paint, number));
}
