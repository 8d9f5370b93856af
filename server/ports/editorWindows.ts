import type { EditorEvent, EditorModel, EditorPart } from '../contract/editorModels.js';

/** Editor windows that lend their language models to the service over their leases. */
export interface EditorWindows {
  /** A window's lease is open, and this is how it is told something. Returns how to say that the lease is over. */
  connect(windowId: string, tell: (event: EditorEvent) => void): () => void;
  /** Replaces what the window lends. Throws `not_found` for a window without a lease. */
  offer(windowId: string, models: readonly EditorModel[]): void;
  /** A part of an answer; one that nobody waits for any more is dropped. */
  take(part: EditorPart): void;
}
