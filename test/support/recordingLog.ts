import type { Log } from '../../server/ports/log.js';

/** Keeps what was said, but for details meant for debugging. */
export function createRecordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const say = (message: string): void => void lines.push(message);
  return { log: { debug: () => undefined, info: say, warn: say, error: say }, lines };
}
