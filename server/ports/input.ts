/** Something pressed, and where. Releases, repeats and movements are not told. */
export interface InputEvent {
  kind: 'key' | 'click' | 'scroll';
  /** Epoch ms. */
  at: number;
  /** The key as it is printed on a US keyboard (`A`, `Enter`), the button (`left`), or the direction (`up`). */
  name: string;
  /** Held down meanwhile, as people write them: `Ctrl`, `Alt`, `Shift`, `Meta`. */
  modifiers: string[];
  /** The application and window that had the focus; '' where the system does not say. */
  app: string;
  window: string;
}

/** Why input cannot be followed: the person has not permitted it, this system has no such thing, or it broke. */
export interface InputFailure {
  reason: 'permission' | 'unsupported' | 'failed';
  message: string;
}

export interface Input {
  /** Why there is no point in trying on this system; null = there may be. */
  obstacle(): InputFailure | null;
  /** Follows what is pressed until `stop`. Null = it has begun. `onLost` is called when it ends by itself. */
  start(onEvent: (event: InputEvent) => void, onLost: (failure: InputFailure) => void): Promise<InputFailure | null>;
  stop(): Promise<void>;
}
