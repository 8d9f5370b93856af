/** A screen, in the pixels of the whole desktop. */
export interface Monitor {
  /** Counted from 0, in the order of the system. */
  index: number;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  isPrimary: boolean;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A window that can be seen, in the pixels of the whole desktop. */
export interface ScreenWindow extends Rectangle {
  app: string;
  title: string;
  isFocused: boolean;
}

/** What is looked at: the desktop over all screens, one screen, or a part of the desktop in its pixels. */
export type Sight = { kind: 'desktop' } | { kind: 'screen'; index: number } | { kind: 'region'; area: Rectangle };

/** What was seen at a moment; `x`, `y` is where it lies on the desktop. Its size follows that of the screens. */
export interface Frame extends Rectangle {
  /** Epoch ms. */
  at: number;
  /** RGBA, row by row; null = nothing changed since the frame before. */
  pixels: Buffer | null;
  /** What changed, in the pixels of the frame; all of it in the first frame. Empty = nothing. */
  changed: Rectangle[];
  /** Of the focused window; '' where the system does not say, or where that is excluded. */
  app: string;
  title: string;
  /** Windows that were blanked because they are excluded. */
  blanked: number;
}

export interface CaptureRequest {
  sight: Sight;
  intervalMs: number;
  /** Words in the names of applications and windows whose pixels are blanked before they leave the capture. */
  excluded: readonly string[];
}

/** Why the screen cannot be seen: the person has not permitted it, this system has no such thing, or it broke. */
export interface ScreenFailure {
  reason: 'permission' | 'unsupported' | 'failed';
  message: string;
}

export interface Capture {
  stop(): Promise<void>;
}

export interface Screen {
  /** Empty where there is no display. */
  monitors(): Promise<Monitor[]>;
  /** Windows that can be seen, the foremost first. */
  windows(): Promise<ScreenWindow[]>;
  /**
   * Looks at the screen again and again until it is stopped. A failure in passing is told to `onFailure`, and the next
   * look may succeed; a lost display is waited for.
   */
  capture(
    request: CaptureRequest,
    onFrame: (frame: Frame) => void,
    onFailure: (failure: ScreenFailure) => void,
  ): Promise<Capture>;
  close(): Promise<void>;
}
