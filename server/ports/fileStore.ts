/** What is known of a file without reading it. */
export interface FileFacts {
  bytes: number;
  /** Epoch ms. */
  changedAt: number;
}

export interface NamedFile extends FileFacts {
  name: string;
}

/** A file that is being made. */
export interface Draft {
  path: string;
  /** Epoch ms. */
  changedAt: number;
}

/** A part of a file: from the first byte to the last one, both within it. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A file that is not on this disk. */
export interface StoredContent extends FileFacts {
  kind: 'stored';
  /** Another content has another tag; as HTTP's ETag, with its quotes. */
  tag: string;
  /** Its bytes as they come; null = all. Nothing more is fetched than is taken. Throws `not_found`, `unavailable`. */
  read(range: ByteRange | null, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** A file, to be sent: from this disk by its path, or in parts from elsewhere. */
export type FileContent = { kind: 'local'; path: string } | StoredContent;

/**
 * Finished files by name, in a folder or in a store elsewhere. Names are relative, with `/` between their parts.
 * Whatever reaches a store elsewhere throws `unavailable` where that does not answer or refuses.
 */
export interface FileStore {
  /** As people name the place: an absolute path, or `s3://bucket/prefix`. */
  readonly address: string;
  /** Other services make drafts in the same place. */
  readonly sharesDrafts: boolean;
  /** As people name the file: below `address`. */
  addressOf(name: string): string;
  /** The name of what lies at this address; null = that is not here. */
  nameOf(address: string): string | null;
  /** A name that is free: the stem, perhaps with something behind it, and the ending. */
  freeName(stem: string, ending: string): Promise<string>;
  /** The path to make the file at; its folder is there. Throws `storage_full`. */
  draft(name: string): Promise<string>;
  /** Names of drafts that are not put yet, where those are kept apart. */
  drafts(): Promise<string[]>;
  /** Of a draft, or of what is still on this disk alone; null = neither. */
  findDraft(name: string): Promise<Draft | null>;
  renameDraft(from: string, to: string): Promise<void>;
  /** Removes what nobody makes any more: drafts of media that were not touched since, epoch ms. */
  discardDrafts(untouchedSince: number): Promise<void>;
  /**
   * Takes the draft over: it stays on this disk until it is where others find it. `delivery` resolves once that was tried,
   * whether it worked or not; it is tried again by itself.
   */
  put(name: string): Promise<{ delivery: Promise<void> }>;
  /** Drafts count, here and in `open`. Null = there is no such file; links are none of ours. */
  facts(names: readonly string[]): Promise<(FileFacts | null)[]>;
  open(name: string): Promise<FileContent | null>;
  /** All whose name begins so, without drafts that are kept apart. */
  list(prefix: string): Promise<NamedFile[]>;
  /** They are gone from here at once, and from a store elsewhere as soon as that answers. */
  remove(names: readonly string[]): Promise<void>;
  /** Bytes that may still be written where files stay; infinite where nobody knows. */
  free(): Promise<number>;
  close(): Promise<void>;
}

/** A bucket of an S3-compatible store as people name it; `prefix` has no slashes at its ends, '' = none. */
export const bucketAddress = ({ bucket, prefix }: { bucket: string; prefix: string }): string =>
  `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
