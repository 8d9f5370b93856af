import type { OcrLanguages } from '../../ports/ocrLanguages.js';
import type { Scope } from '../memory/identity.js';
import { inSteps } from '../tasks/steps.js';
import type { Tasks } from '../tasks/tasks.js';

/** The languages that text on the screen is read in. */
export interface ScreenLanguages {
  readonly used: readonly string[];
  available(): Promise<string[]>;
  /** Fetches the data of one, because the person asked for it; returns the task. */
  fetch(scope: Scope, language: string): Promise<string>;
}

/** Task kind: fetches the data of `language`. */
const FETCH = 'language.fetch';
/** Steps of progress that are worth keeping. */
const STEP = 0.05;

export function createScreenLanguages({
  used,
  data,
  tasks,
}: {
  used: readonly string[];
  data: OcrLanguages;
  tasks: Tasks;
}): ScreenLanguages {
  tasks.define(FETCH, async ({ task, signal, report }) => {
    const { language } = task.input as { language: string };
    const tell = inSteps(STEP, (fraction) => void report(fraction, `Fetching ${language}`));
    await data.fetch(
      language,
      (fraction) => {
        if (fraction !== null) tell(fraction);
      },
      signal,
    );
    return { language };
  });
  return {
    used,
    available: () => data.available(),
    fetch: async ({ user }, language) => (await tasks.submit(FETCH, user.id, { language })).id,
  };
}
