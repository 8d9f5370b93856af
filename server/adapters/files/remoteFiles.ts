import type { FileFacts, NamedFile, StoredContent } from '../../ports/fileStore.js';

/** A store of files that is reached over the network. Everything throws `CoreError`s: `unavailable`, `storage_full`. */
export interface RemoteFiles {
  /** As people name it. */
  readonly address: string;
  /** Whole or not at all; replaces what has the name. */
  upload(name: string, path: string, signal: AbortSignal): Promise<void>;
  /** Null = there is no such file. A store that is gone altogether throws. */
  facts(names: readonly string[]): Promise<(FileFacts | null)[]>;
  open(name: string): Promise<StoredContent | null>;
  list(prefix: string): Promise<NamedFile[]>;
  /** Nothing happens when it is gone already. */
  remove(name: string, signal: AbortSignal): Promise<void>;
}
