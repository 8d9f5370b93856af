import { join } from 'node:path';
import { createEditorProvider } from './adapters/editor/editor.js';
import { createInputHook } from './adapters/inputHook/inputHook.js';
import { createMachine } from './adapters/machine/machine.js';
import { createOllama } from './adapters/ollama/ollama.js';
import { createOpenai } from './adapters/openai/openai.js';
import { createLanguages } from './adapters/ocr/languages.js';
import { createOcr } from './adapters/ocr/ocr.js';
import { createScreenCapture } from './adapters/screenCapture/screenCapture.js';
import { createVideoEncoder } from './adapters/video/videoEncoder.js';
import { createWebhook } from './adapters/webhook/webhook.js';
import { createStudio } from './adapters/storyboard/studio.js';
import { createFilmServer } from './adapters/mediaServer/filmServer.js';
import { createSpeechServer } from './adapters/mediaServer/speechServer.js';
import { createSystemVoice } from './adapters/voice/systemVoice.js';
import type { Pace as DeliveryPace } from './adapters/files/deliveries.js';
import type { MediaConfig, SharedPlace } from './config.js';
import type { Core } from './core/core.js';
import { createCore, type Capture } from './core/createCore.js';
import type { Limits } from './core/limits.js';
import type { MediaMeans } from './core/media/media.js';
import { createCatalog } from './core/model/catalog.js';
import { createModels, type PresetModels } from './core/model/models.js';
import { createActing } from './core/people/acting.js';
import { guardStore } from './core/people/guardedStore.js';
import { createEngineSettings } from './core/model/settings.js';
import type { Pace } from './core/retrieval/vectors/backoff.js';
import type { Clock } from './ports/clock.js';
import { CoreError } from './ports/errors.js';
import type { EditorWindows } from './ports/editorWindows.js';
import type { Input } from './ports/input.js';
import type { Log } from './ports/log.js';
import type { Provider, ProviderFactory } from './ports/model.js';
import { openFiles, type Files } from './files.js';
import { openStorage } from './storage.js';
import { chatDesktop } from './surfaces/chatDesktop/index.js';
import { createChattrSurface, type ChattrOptions } from './surfaces/chattr/index.js';
import { createMcpSurface } from './surfaces/mcp/index.js';
import { memscreen } from './surfaces/memscreen/index.js';
import { omnimemory, summaryCallbackBody } from './surfaces/omnimemory/index.js';
import { openmemory } from './surfaces/openmemory/index.js';
import { root } from './surfaces/root/index.js';
import { search } from './surfaces/search/index.js';
import type { Surface } from './surfaces/surface.js';
import { tasks } from './surfaces/tasks/index.js';

export interface ComposeOptions {
  dataDir: string;
  /** The folder of the built `main.cjs`, its workers and pages. */
  built: string;
  /** A PostgreSQL that keeps what there is to remember; null = the data directory does. */
  database: { url: string; poolSize: number } | null;
  defaultUser: string;
  /** What people state in conversations becomes memory. */
  learnFromChat: boolean;
  /** How screen and input are recorded. */
  capture: CaptureOptions;
  /** Instead of the system's. */
  input?: Input | undefined;
  /** What the capture of the screen is started with; absent = as the service was. */
  screenEnv?: NodeJS.ProcessEnv | undefined;
  /** How speech and videos are made. */
  media: MediaConfig;
  /** Where the system's own voice is looked for; absent = as the service was started. */
  voiceEnv?: NodeJS.ProcessEnv | undefined;
  /** Who may call Chattr, and how often. */
  chattrAccess: Pick<ChattrOptions, 'apiKeys' | 'requestsPerMinute'>;
  limits: Limits;
  /** Models that configuration, not the person's saved choice, names. */
  models: PresetModels | null;
  /** No model may be used, whatever was chosen. */
  modelsDisabled: boolean;
  /** Of asking an embedder again that was away. */
  embeddingPace?: Pace;
  /** Of telling a store of files again what it did not take. */
  deliveryPace?: DeliveryPace | undefined;
  clock: Clock;
  log: Log;
  version: string;
}

type CaptureAdapters = Pick<
  Capture,
  'input' | 'screen' | 'encoder' | 'ocr' | 'folder' | 'languageData' | 'sharesStore'
>;

export interface CaptureOptions extends Omit<Capture, keyof CaptureAdapters> {
  /** Where recordings lie; null = in the data directory. */
  sharedPlace: SharedPlace | null;
  /** Where data of further languages is fetched from, once one is asked for. */
  languagesUrl: string;
}

export interface Composition {
  core: Core;
  surfaces: Surface[];
  /** Answers on the shared origin for paths that belong to nobody. */
  fallback: Surface;
  /** Editors that lend their models. */
  editorWindows: EditorWindows;
  /** Ends streams, lets work stop where it is, and closes the store. */
  close(): Promise<void>;
}

const createProviders =
  (editor: Provider): ProviderFactory =>
  (name, config) => {
    if (name === 'ollama') return createOllama(config);
    if (name === 'openai') return createOpenai(config);
    if (name === 'editor') return editor;
    throw new CoreError('invalid_input', `Unknown model provider: ${name}`);
  };

/** Adapters, core and surfaces, put together; the service is whole when this resolves, though not yet listening. */
export async function compose({
  dataDir,
  built,
  database,
  defaultUser,
  learnFromChat,
  capture,
  input,
  screenEnv,
  media,
  voiceEnv,
  chattrAccess,
  limits,
  models: preset,
  modelsDisabled,
  embeddingPace,
  deliveryPace,
  clock,
  log,
  version,
}: ComposeOptions): Promise<Composition> {
  const files = await openFiles({ dataDir, ...placesOf({ capture, media }), pace: deliveryPace, log });
  const { store, index, openVectorIndex } = await openStorage({ dataDir, built, database, log });
  const acting = createActing();
  const engine = createEngineSettings({ store: guardStore(store, acting) });
  const editor = createEditorProvider();
  const modelDeps = {
    engine,
    preset,
    providers: createProviders(editor.provider),
    env: (name: string) => process.env[name],
    clock,
    log,
  };
  const eyes = captureAdapters({ built, dataDir, database, log, input, screenEnv, capture, files });
  const core = await createCore({
    store,
    acting,
    index,
    models: createModels({ ...modelDeps, isDisabled: modelsDisabled }),
    createCatalog: (tasks) => createCatalog({ ...modelDeps, tasks, isDisabled: modelsDisabled }),
    openVectorIndex,
    embeddingPace,
    engine,
    webhook: createWebhook(),
    clock,
    log,
    limits,
    defaultUser,
    learnFromChat,
    version,
    machine: createMachine(),
    capture: { ...capture, ...eyes },
    media: mediaMeans({ dataDir, built, media, voiceEnv, log, files }),
    places: { store: join(dataDir, 'store'), videos: eyes.folder.path },
  });
  core.summaries.defineFormat('omnimemory', summaryCallbackBody);
  await core.tasks.resume();
  await core.library.repair();
  const chattr = createChattrSurface({ ...chattrAccess, ...media, now: () => clock.now() });
  const mcp = createMcpSurface({ version });
  return {
    core,
    surfaces: [memscreen, chatDesktop, chattr, omnimemory, openmemory, search, tasks, mcp, root],
    fallback: openmemory,
    editorWindows: editor.windows,
    async close() {
      const eyesAndHands = [core.tracking, { close: () => core.recorder.stop() }, core.screenReader, eyes.screen];
      for (const part of [mcp, ...eyesAndHands, core.tasks, core.embedding, files, index, store, acting])
        await part.close();
    },
  };
}

function placesOf({ capture, media }: Pick<ComposeOptions, 'capture' | 'media'>) {
  return { recordings: capture.sharedPlace, media: media.sharedPlace, reserveBytes: capture.reserveBytes };
}

/** What sees the screen, writes videos and follows input, each in a process or thread of its own. */
function captureAdapters({
  built,
  dataDir,
  database,
  capture,
  log,
  input,
  screenEnv,
  files,
}: Pick<ComposeOptions, 'built' | 'dataDir' | 'database' | 'capture' | 'log' | 'input' | 'screenEnv'> & {
  files: Files;
}): CaptureAdapters {
  const worker = (name: string): string => join(built, `workers/${name}.cjs`);
  const languageData = createLanguages({
    own: join(dataDir, 'languages'),
    shipped: join(built, 'ocr/languages'),
    url: capture.languagesUrl,
  });
  return {
    languageData,
    screen: createScreenCapture({
      captureFile: worker('screenCapture'),
      log,
      ...(screenEnv ? { env: screenEnv } : {}),
    }),
    encoder: createVideoEncoder({ workerFile: worker('encoderWorker') }),
    ocr: createOcr({
      readerFile: worker('screenReader'),
      engineFile: join(built, 'ocr/engine.cjs'),
      languages: languageData,
      wanted: capture.languages,
    }),
    folder: files.videos,
    sharesStore: database !== null,
    input: input ?? createInputHook({ hookFile: worker('inputHook'), log }),
  };
}

/** What speaks and what draws: servers that the person chose, else this system's voice and a worker of ours. */
function mediaMeans({
  dataDir,
  built,
  media: { speech, video, videosAtOnce, mostWaiting, maxBytes, maxAgeMs },
  voiceEnv,
  log,
  files,
}: Pick<ComposeOptions, 'dataDir' | 'built' | 'media' | 'voiceEnv' | 'log'> & { files: Files }): MediaMeans {
  return {
    voice: speech
      ? createSpeechServer(speech)
      : createSystemVoice({ folder: dataDir, ...(voiceEnv ? { env: voiceEnv } : {}) }),
    filmServer: video ? createFilmServer(video) : null,
    studio: createStudio({
      workerFile: join(built, 'workers/storyboardWorker.cjs'),
      wasmFile: join(built, 'resvg.wasm'),
      fontsFolder: join(built, 'fonts'),
      log,
    }),
    fileStore: files.media,
    retention: { maxBytes, maxAgeMs },
    videosAtOnce,
    mostWaiting,
  };
}
