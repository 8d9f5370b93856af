import type { CaptureRequest, Frame, Monitor, ScreenFailure, ScreenWindow } from '../../ports/screen.js';

/** What the capture's process is asked. */
export type ToCapture =
  { kind: 'monitors' } | { kind: 'windows' } | { kind: 'start'; request: CaptureRequest } | { kind: 'stop' };

/** What it tells. Pixels go over as bytes (`serialization: 'advanced'`). */
export type FromCapture =
  | { kind: 'monitors'; monitors: Monitor[] }
  | { kind: 'windows'; windows: ScreenWindow[] }
  | { kind: 'frame'; frame: Frame }
  | { kind: 'failed'; failure: ScreenFailure };
