import type { InputEvent, InputFailure } from '../../ports/input.js';

/** What the hook's process tells its parent. */
export type FromHook =
  { kind: 'started' } | { kind: 'failed'; failure: InputFailure } | { kind: 'event'; event: InputEvent };
