import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Clock } from '../../ports/clock.js';
import type { Encoder } from '../../ports/encoder.js';
import type { Recording, RecordingMode } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { FileContent } from '../../ports/fileStore.js';
import type { Page, Slice, Store } from '../../ports/store.js';
import type { VideoFolder } from '../../ports/videoFolder.js';
import type { Scope } from '../memory/identity.js';
import { ABANDONED_MS, outstaying, type Retention } from '../retention.js';
import type { Describing } from './describing.js';
import type { ScreenTexts } from './reading/screenTexts.js';

export interface VideoImport {
  /** Absolute path. */
  file: string;
  mode: RecordingMode;
  title: string;
}

/** The recordings that there are. */
export interface Library {
  /** Newest first; what has lost its file is forgotten. */
  list(scope: Scope): Promise<Recording[]>;
  /** Newest first, those that are being written among them. */
  page(scope: Scope, slice: Slice): Promise<Page<Recording>>;
  /** By its id. Throws `not_found`. */
  get(scope: Scope, id: string): Promise<Recording>;
  /** By its file. Throws `not_found`, also for files that are no recordings. */
  require(scope: Scope, file: string): Promise<Recording>;
  /** A recording itself, as it can be sent, by its file. Throws `not_found`. */
  open(scope: Scope, file: string): Promise<FileContent>;
  /** Takes a video over that something else recorded; it stays where it is. Throws `invalid_input`. */
  import(scope: Scope, video: VideoImport): Promise<{ recording: Recording; isNew: boolean }>;
  /** A small picture (JPEG) of it. Throws `not_found`. */
  thumbnail(scope: Scope, file: string): Promise<Buffer>;
  /** Says anew what it shows, from what was read of it. Throws `not_found`. */
  describe(scope: Scope, file: string): Promise<Recording>;
  /** With its file where that lies in the service's own folder, and with what was read from it; for good. */
  remove(scope: Scope, file: string): Promise<void>;
  /** Bytes of all recordings. */
  usage(scope: Scope): Promise<{ bytes: number; count: number }>;
  /** Completes what a former process left unfinished. */
  repair(): Promise<void>;
  /** Removes what the limits allow no more, oldest first, until the disk has its reserve. Returns how many went. */
  makeRoom(): Promise<number>;
}

export interface LibraryDeps {
  store: Store;
  encoder: Encoder;
  folder: VideoFolder;
  texts: ScreenTexts;
  describing: Describing;
  retention: Retention;
  /** What the disk is to have left, bytes. */
  reserveBytes: number;
  /** Other services keep their recordings in the store as well, perhaps with files on other machines. */
  sharesStore: boolean;
  clock: Clock;
}

const MOST = 100_000;

export function createLibrary(deps: LibraryDeps): Library {
  const { store, encoder, folder, texts, describing, sharesStore, clock } = deps;

  const all = async (userId: string | null): Promise<Recording[]> =>
    (await store.listRecordings(userId, { offset: 0, limit: MOST })).items;

  const notFound = (file: string): CoreError => new CoreError('not_found', `Video not found: ${file}`);
  const require = async ({ user }: Scope, file: string): Promise<Recording> => {
    const recording = await store.getRecording(user.id, file);
    const [size = null] = recording ? await folder.sizesOf([recording.file]) : [];
    if (!recording || size === null) throw notFound(file);
    return recording;
  };
  const isOurs = ({ file }: Recording): boolean => folder.holds(file);
  const drop = async (recordings: readonly Recording[]): Promise<void> => {
    for (const { file } of recordings.filter(isOurs)) await folder.remove(file);
    await texts.eraseWith(recordings);
  };

  return {
    require,
    page: ({ user }, slice) => store.listRecordings(user.id, slice),
    async get({ user }, id) {
      const [recording] = await store.getRecordings(user.id, [id]);
      if (!recording) throw new CoreError('not_found', 'Recording not found');
      return recording;
    },
    async open({ user }, file) {
      const recording = await store.getRecording(user.id, file);
      const content = recording && (await folder.open(recording.file));
      if (!content) throw notFound(file);
      return content;
    },
    async list({ user }) {
      const items = (await all(user.id)).filter(({ file }) => !folder.isElsewhere(file));
      const sizes = await folder.sizesOf(items.map(({ file }) => file));
      const lost = items.filter((_, index) => sizes[index] === null);
      // What is not on this machine may be on another.
      if (lost.length > 0 && !sharesStore) await texts.eraseWith(lost);
      return items.filter(({ isOpen }, index) => !isOpen && sizes[index] !== null);
    },
    async import({ user }, { file, mode, title }) {
      const path = resolve(file);
      if ((await folder.sizesOf([path]))[0] === null) throw new CoreError('invalid_input', `file not found: ${file}`);
      const known = await store.getRecording(user.id, path);
      if (known) return { recording: known, isNew: false };
      const facts = await encoder.inspect(path);
      if (!facts) throw new CoreError('invalid_input', `not a video that can be read: ${file}`);
      const recording = importedRecording(user.id, path, { mode, title }, facts, clock.now());
      await store.commit([{ kind: 'recording.put', recording }]);
      return { recording, isNew: true };
    },
    async thumbnail(scope, file) {
      const picture = await folder.readThumbnail((await require(scope, file)).file);
      if (!picture) throw new CoreError('not_found', `There is no thumbnail of ${file}`);
      return picture;
    },
    describe: async (scope, file) => describing.describe(await require(scope, file)),
    async remove(scope, file) {
      const recording = await require(scope, file);
      if (recording.isOpen) throw new CoreError('conflict', 'This file is being recorded');
      await drop([recording]);
    },
    async usage({ user }) {
      const items = await all(user.id);
      return { bytes: items.reduce((sum, { bytes }) => sum + bytes, 0), count: items.length };
    },
    async repair() {
      const recordings = await all(null);
      for (const recording of recordings.filter(({ isOpen, file }) => isOpen && !folder.isElsewhere(file)))
        await complete(deps, recording, drop);
      const known = new Set(recordings.map(({ file }) => file));
      for (const file of await folder.drafts()) if (known.has(file)) await folder.keep(file);
    },
    makeRoom: () => makeRoom(deps, drop, isOurs, all),
  };
}

function importedRecording(
  userId: string,
  file: string,
  about: Pick<Recording, 'mode' | 'title'>,
  facts: Pick<Recording, 'frames' | 'durationSeconds' | 'bytes'>,
  now: number,
): Recording {
  return {
    ...about,
    ...facts,
    id: randomUUID(),
    userId,
    file,
    startedAt: now - Math.round(facts.durationSeconds * 1000),
    endedAt: now,
    region: null,
    screen: null,
    app: '',
    summary: null,
    keywords: [],
    isOpen: false,
  };
}

/** Closes a recording that a former process left open; without a file that plays it is dropped. */
async function complete(
  { store, encoder, folder, sharesStore, clock }: LibraryDeps,
  recording: Recording,
  drop: (recordings: readonly Recording[]) => Promise<void>,
): Promise<void> {
  const draft = await folder.findDraft(recording.file);
  const isAbandonedHere = draft !== null && (!folder.isShared || clock.now() - draft.changedAt > ABANDONED_MS);
  if (sharesStore && !isAbandonedHere) return;
  const facts = draft && (await encoder.inspect(draft.path));
  if (!facts) {
    await drop([recording]);
    return;
  }
  const endedAt = recording.startedAt + Math.round(facts.durationSeconds * 1000);
  await store.commit([{ kind: 'recording.put', recording: { ...recording, ...facts, endedAt, isOpen: false } }]);
}

async function here(recordings: readonly Recording[], folder: VideoFolder): Promise<Recording[]> {
  const sizes = await folder.sizesOf(recordings.map(({ file }) => file));
  return recordings.filter((_, index) => sizes[index] !== null);
}

async function makeRoom(
  { folder, retention, reserveBytes, sharesStore, clock }: LibraryDeps,
  drop: (recordings: readonly Recording[]) => Promise<void>,
  isOurs: (recording: Recording) => boolean,
  all: (userId: null) => Promise<Recording[]>,
): Promise<number> {
  const closed = (await all(null)).filter((recording) => !recording.isOpen && isOurs(recording));
  // What cannot be looked for now goes another time.
  const own = sharesStore ? await here(closed, folder).catch(() => []) : closed;
  const kept = own.map((recording) => ({ recording, bytes: recording.bytes, at: recording.endedAt }));
  const bytes = kept.reduce((sum, item) => sum + item.bytes, 0);
  const missing = Math.max(0, reserveBytes - (await folder.free()));
  const most = Math.min(retention.maxBytes ?? Infinity, missing > 0 ? Math.max(0, bytes - missing) : Infinity);
  const limits = { ...retention, maxBytes: Number.isFinite(most) ? most : null };
  const gone = outstaying(kept, limits, clock.now()).map(({ recording }) => recording);
  if (gone.length > 0) await drop(gone);
  return gone.length;
}
