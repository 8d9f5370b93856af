import type { Clock } from '../ports/clock.js';
import type { Encoder } from '../ports/encoder.js';
import type { Screen } from '../ports/screen.js';
import type { Input } from '../ports/input.js';
import type { Log } from '../ports/log.js';
import type { Machine } from '../ports/machine.js';
import type { Store } from '../ports/store.js';
import type { VectorIndex, VectorSpace } from '../ports/vectorIndex.js';
import type { Webhook } from '../ports/webhook.js';
import { createChanges } from './changes.js';
import { createExclusions } from './activity/exclusions.js';
import { createTracking } from './activity/tracking.js';
import { createActivitySessions } from './activity/sessions.js';
import { createAnswering } from './conversation/answering.js';
import { createCharacters } from './conversation/characters.js';
import { createConversations } from './conversation/conversations.js';
import { createRemembering } from './conversation/remembering.js';
import type { Core } from './core.js';
import type { Limits } from './limits.js';
import { createAccesses } from './memory/accesses.js';
import { createApps } from './memory/apps.js';
import { createBackup } from './memory/backup.js';
import { createBatcher } from './memory/batcher.js';
import { createCommitMemories, isFindable } from './memory/commit.js';
import { createIdentity } from './memory/identity.js';
import { createKeyedMutex } from '../ports/keyedMutex.js';
import { createMemories } from './memory/memories.js';
import { createNotes } from './memory/notes.js';
import { createSummaries } from './memory/summaries.js';
import { createMedia, type MediaMeans } from './media/media.js';
import type { Catalog } from './model/catalog.js';
import type { Models } from './model/models.js';
import type { EngineSettingsStore } from './model/settings.js';
import type { IndexKeeper } from './retrieval/keeper.js';
import type { Pace } from './retrieval/vectors/backoff.js';
import { createEmbedding } from './retrieval/vectors/embedding.js';
import { createPreferences } from './preferences.js';
import { createRecording } from './recording/createRecording.js';
import { createConsent } from './consent.js';
import type { Retention } from './retention.js';
import type { Ocr } from '../ports/ocr.js';
import type { OcrLanguages } from '../ports/ocrLanguages.js';
import type { VideoFolder } from '../ports/videoFolder.js';
import type { Acting } from './people/acting.js';
import { guardStore } from './people/guardedStore.js';
import { createPeople } from './people/people.js';
import { createRetrieval } from './retrieval/retrieval.js';
import { createSystem, type Places } from './system.js';
import { createTasks, type Tasks } from './tasks/tasks.js';
import { createWriter } from './writing/createWriter.js';

export interface CoreDeps {
  /** Unguarded: what the core does for somebody goes through `guardStore`. */
  store: Store;
  acting: Acting;
  index: IndexKeeper;
  /** Called when an embedder is first in use, and for each other model after it. */
  openVectorIndex: (space: VectorSpace) => Promise<VectorIndex>;
  /** Of asking an embedder again that was away. */
  embeddingPace?: Pace | undefined;
  models: Models;
  createCatalog: (tasks: Tasks) => Catalog;
  engine: EngineSettingsStore;
  webhook: Webhook;
  clock: Clock;
  log: Log;
  limits: Limits;
  defaultUser: string;
  /** What people state in conversations becomes memory. */
  learnFromChat: boolean;
  version: string;
  places: Places;
  machine: Machine;
  capture: Capture;
  media: MediaMeans;
}

/** How screen and input are recorded. */
export interface Capture {
  input: Input;
  screen: Screen;
  encoder: Encoder;
  ocr: Ocr;
  folder: VideoFolder;
  /** A setting allows it; what the person said counts before that. */
  isAllowed: boolean;
  /** That the screen's text is read in, as tesseract calls them. */
  languages: readonly string[];
  languageData: OcrLanguages;
  /** The text of what is recorded is read, so that it can be found. */
  readsScreen: boolean;
  /** Label of the model that describes recordings; null = none sees them. */
  visionModel: string | null;
  /** How much of the recordings is kept. */
  retention: Retention;
  /** What the disk is to have left, bytes. */
  reserveBytes: number;
  /** Other services keep their recordings in the store as well. */
  sharesStore: boolean;
  /** Words in the names of applications and windows that are never recorded. */
  excluded: readonly string[];
  /** Keys that make text are kept by name. */
  keepsTypedKeys: boolean;
}

/** The name of the app that the editor-independent clients share. */
export const DEFAULT_APP = 'openmemory';

/** Asks over all users, whoever wants to know: only ids that were given are answered. */
const takenIn =
  (store: Store) =>
  async (userId: string, ids: string[]): Promise<string[]> =>
    (await store.getMemories(null, ids)).filter((memory) => memory.userId !== userId).map(({ id }) => id);

/** Builds all services over the ports and takes up what a former process left unfinished. */
export async function createCore(ports: CoreDeps): Promise<Core> {
  const { acting, index, clock, log, limits, models, webhook, engine, defaultUser } = ports;
  const store = guardStore(ports.store, acting);
  const locks = createKeyedMutex((key, work) => store.exclusively(key, work));
  const tasks = createTasks({ store, acting, clock, log });
  const embedding = createEmbedding({
    // Of whomever: it keeps the vectors of all.
    store: ports.store,
    models,
    tasks,
    openIndex: ports.openVectorIndex,
    isFindable,
    clock,
    log,
    pace: ports.embeddingPace,
  });
  engine.onSaved(() => embedding.catchUp());
  const changes = createChanges();
  store.watch(({ kind }) => {
    if (kind === 'memories' || kind === 'all') changes.publish();
  });
  const commit = createCommitMemories({ store, index, embedding, log, onWritten: changes.publish });
  const retrieval = createRetrieval({ store, index, embedding, acting, limits, clock, ready: () => index.ready() });
  const writer = createWriter({ models, engine, log });
  const identity = createIdentity({ store, acting, clock, defaultUser });
  const purge = async (): Promise<void> => {
    await Promise.all([store.purge(), index.discard()]);
  };
  const deps = { store, retrieval, writer, commit, purge, tasks, locks, limits, clock };
  const memories = createMemories(deps);
  const notes = createNotes(deps);
  const characters = createCharacters({ store, clock });
  const userId = async (): Promise<string> => (await identity.ensureScope(identity.defaultUser, 'chattr')).user.id;
  const media = createMedia({ ...ports.media, store, tasks, characters, userId, clock, log });
  const conversations = createConversations({ store, index, clock, log, onErased: media.forgetAnswers });
  const remembering = createRemembering({ store, memories, tasks, log, isOn: ports.learnFromChat });
  const activity = createActivitySessions({ store, memories, clock, log });
  const consent = await createConsent({ store, acting, isAllowedBySetting: ports.capture.isAllowed, log });
  const recording = createRecording({ ...ports, store }, consent, tasks);
  const tracking = createTracking({
    ...ports.capture,
    isAllowed: consent.isGiven,
    exclusions: createExclusions(ports.capture.excluded),
    sessions: activity,
    scope: () => identity.ensureScope(defaultUser, 'memscreen'),
  });
  const core: Core = {
    limits,
    changes,
    identity,
    acting,
    // Tokens are looked at before it is known who asks.
    people: createPeople({ store: ports.store, clock }),
    apps: createApps({ store, clock }),
    memories,
    notes,
    accesses: createAccesses({ store, clock, log }),
    retrieval,
    // Its commits themselves find out about other processes.
    batcher: createBatcher({ store, notes, locks: createKeyedMutex(), limits, clock }),
    summaries: createSummaries({ writer, tasks, webhook, clock }),
    backup: createBackup({ store, takenByOthers: takenIn(ports.store), commit, clock }),
    ...recording,
    consent,
    activity,
    tracking,
    conversations,
    answering: createAnswering({ conversations, retrieval, models, remembering, clock }),
    characters,
    media,
    catalog: ports.createCatalog(tasks),
    preferences: createPreferences(store, acting),
    tasks,
    engine,
    embedding,
    system: createSystem({ store, version: ports.version, clock, places: ports.places, machine: ports.machine }),
  };
  consent.onWithdrawn(() => tracking.stop());
  await identity.ensureScope(defaultUser, DEFAULT_APP);
  await media.repair();
  embedding.catchUp();
  return core;
}
