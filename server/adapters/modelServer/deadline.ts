/** Gives up when nothing has come for `idleMs`, or when the caller does. `touch` on every sign of life. */
export interface Deadline {
  signal: AbortSignal;
  touch(): void;
  end(): void;
}

export function createDeadline(idleMs: number, caller?: AbortSignal): Deadline {
  const own = new AbortController();
  const giveUp = (): void => own.abort(new DOMException('No answer in time', 'TimeoutError'));
  let timer = setTimeout(giveUp, idleMs);
  return {
    signal: caller ? AbortSignal.any([own.signal, caller]) : own.signal,
    touch() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, idleMs);
    },
    end() {
      clearTimeout(timer);
    },
  };
}
