import type { EditorPart } from '../../contract/editorModels.js';
import { CoreError } from '../../ports/errors.js';

/** An answer on its way: parts go in as they come from the editor, pieces come out in order. */
export interface Answer {
  take(part: EditorPart): void;
  fail(error: CoreError): void;
  /** Ends when the answer is whole. Throws what it failed with. */
  pieces(): AsyncGenerator<string>;
  /** The editor has said its last about it. */
  readonly isComplete: boolean;
}

/** A window that says nothing for so long is as good as gone. */
const SILENCE_MS = 120_000;

export function createAnswer(silenceMs = SILENCE_MS): Answer {
  const held: string[] = [];
  let ending: { error: CoreError | null } | null = null;
  let isComplete = false;
  let wake: () => void = () => undefined;

  const end = (error: CoreError | null): void => {
    ending ??= { error };
    wake();
  };
  const more = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => end(new CoreError('unavailable', 'The editor does not answer')), silenceMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    take(part) {
      if (part.kind === 'piece') {
        held.push(part.text);
        wake();
        return;
      }
      isComplete = true;
      const code = part.kind === 'failed' && part.reason === 'refused' ? 'upstream_failed' : 'unavailable';
      end(part.kind === 'failed' ? new CoreError(code, part.message) : null);
    },
    fail: end,
    async *pieces() {
      for (;;) {
        const piece = held.shift();
        if (piece !== undefined) yield piece;
        else if (ending?.error) throw ending.error;
        else if (ending) return;
        else await more();
      }
    },
    get isComplete() {
      return isComplete;
    },
  };
}
