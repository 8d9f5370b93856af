import { join } from 'node:path';
import { openDataDir } from './adapters/dataDir/dataDir.js';
import { acquireLock, type Lock } from './adapters/dataDir/lock.js';
import { publishService, type Publication } from './adapters/dataDir/publish.js';
import { EXIT } from './cli/context.js';
import { compose, type Composition } from './compose.js';
import type { ServiceConfig } from './config.js';
import { discover } from './contract/discover.js';
import { PROTOCOL } from './contract/hello.js';
import { createSecret } from './contract/proof.js';
import type { RecordingAbility, ServiceStatus } from './contract/status.js';
import type { Core } from './core/core.js';
import { openDoors, type Doors } from './doors.js';
import type { PresetModels, WantedModel } from './core/model/models.js';
import type { AppOptions } from './http/app.js';
import type { GuardRules } from './http/guards.js';
import { proxyList } from './http/address.js';
import { createEditorRoutes } from './http/editor.js';
import { createControl } from './http/control.js';
import { createUserRoutes } from './http/users.js';
import { createPanelServer, type PanelServer } from './http/panel/router.js';
import { claimDataDir } from './lifecycle/claim.js';
import { createEvents, type Events } from './lifecycle/events.js';
import { createLeases, type Leases } from './lifecycle/leases.js';
import { PortTakenError } from './lifecycle/listen.js';
import { createShutdown } from './lifecycle/shutdown.js';
import { systemClock } from './ports/clock.js';
import type { Log } from './ports/log.js';

export interface ServeDeps {
  config: ServiceConfig;
  /** The folder of the built `main.cjs`. */
  built: string;
  version: string;
  log: Log;
  /** Says once, as one line of JSON, where the service answers. */
  announce: (ready: { url: string; pid: number; dataDir: string }) => void;
  exit: (code: number) => void;
}

/** Runs the service until it is stopped; an exit code when it ended before it began. */
export async function serve(deps: ServeDeps): Promise<number | null> {
  try {
    return await start(deps);
  } catch (error) {
    deps.log.error('The service could not be started', {
      reason: error instanceof Error ? error.message : String(error),
    });
    return error instanceof PortTakenError ? EXIT.portTaken : EXIT.failed;
  }
}

async function start(deps: ServeDeps): Promise<number | null> {
  const { log, announce } = deps;
  const { dataDir } = deps.config;
  await openDataDir(dataDir);
  const claim = await claimDataDir({ acquireLock: () => acquireLock(dataDir), discover: () => discover(dataDir) });
  if (claim.kind === 'running') {
    announce({ url: claim.service.url, pid: claim.service.pid, dataDir });
    return EXIT.done;
  }
  if (claim.kind === 'stuck') {
    log.error('The data directory belongs to a process that does not answer', { dataDir, pid: claim.pid });
    return EXIT.failed;
  }
  try {
    await run(deps, claim.lock);
    return null;
  } catch (error) {
    await claim.lock.release();
    throw error;
  }
}

/** What is open while the service runs. */
interface Running {
  composition: Composition;
  panel: PanelServer;
  leases: Leases;
  events: Events;
  doors: Doors | null;
  publication: Publication | null;
  startedAt: number;
}

async function run(deps: ServeDeps, lock: Lock): Promise<void> {
  const { config, version, log, announce, exit } = deps;
  const { dataDir } = config;
  for (const notice of config.notices) log.warn(notice);
  const composition = await composeFrom(deps);
  const stop = (reason: string): void => shutdown(reason);
  const leases = createLeases({
    clock: systemClock,
    idleMinutes: config.idleExitMinutes,
    isBusy: () => isBusy(composition),
    onIdle: () => stop('nobody needs the service'),
  });
  const serviceToken = config.token ?? createSecret();
  const panel = createPanelServer({
    core: composition.core,
    log,
    clock: systemClock,
    token: serviceToken,
    directory: join(deps.built, '../webview'),
    hold: () => leases.hold(),
  });
  const running: Running = {
    composition,
    panel,
    leases,
    events: createEvents(),
    doors: null,
    publication: null,
    startedAt: systemClock.now(),
  };
  const shutdown = createShutdown({ clock: systemClock, log, exit, close: () => closeAll(running, lock) });
  const options = appOptions(deps, running, serviceToken, stop);
  try {
    running.doors = await openDoors(options, config);
  } catch (error) {
    await closeAll(running, { release: () => Promise.resolve() });
    throw error;
  }
  const { url, localUrl } = running.doors;
  running.publication = await publishService(dataDir, {
    url: localUrl,
    token: serviceToken,
    pid: process.pid,
    protocol: PROTOCOL,
    version,
    startedAt: running.startedAt,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  announce({ url, pid: process.pid, dataDir });
  log.info('The service is ready', { url, dataDir, version });
}

/** Recordings stop, and the oldest go, before the disk has less than this left, bytes. */
const DISK_RESERVE = 1e9;

/** It works although nobody holds a lease. */
function isBusy({ core }: Composition): boolean {
  return core.tasks.running > 0 || core.recorder.status().isRecording || core.tracking.isTracking;
}

function composeFrom({ config, built, version, log }: ServeDeps): Promise<Composition> {
  const { dataDir, user, limits } = config;
  return compose({
    dataDir,
    built,
    database: config.database,
    defaultUser: user,
    learnFromChat: config.learnFromChat,
    capture: {
      isAllowed: config.allowCapture,
      excluded: config.excludedWindows,
      keepsTypedKeys: config.keepTypedKeys,
      readsScreen: config.screenLanguages !== null,
      languages: config.screenLanguages ?? [],
      languagesUrl: config.screenLanguagesUrl,
      visionModel: config.visionModel,
      sharedPlace: config.recordingsPlace,
      retention: config.recordings,
      reserveBytes: DISK_RESERVE,
    },
    media: config.media,
    chattrAccess: { apiKeys: config.chattrApiKeys, requestsPerMinute: config.chattrRequestsPerMinute },
    limits,
    models: presetModels(config),
    modelsDisabled: config.modelsDisabled,
    clock: systemClock,
    log,
    version,
  });
}

function appOptions(
  { config, built, version, log }: ServeDeps,
  running: Running,
  serviceToken: string,
  stop: (reason: string) => void,
): AppOptions {
  const { allowedHosts, allowedOrigins, token, dataDir } = config;
  const { composition, panel, leases, events } = running;
  const { core } = composition;
  const control = createControl({
    token: serviceToken,
    version,
    url: () => running.doors?.localUrl ?? '',
    leases,
    events,
    windows: composition.editorWindows,
    routers: [
      createEditorRoutes({ windows: composition.editorWindows, forget: (...asked) => forget(core, ...asked) }),
      createUserRoutes(core.people),
    ],
    status: () => statusOf(running, dataDir, version),
    consent: composition.core.consent,
    recording: () => recordingAbility(composition),
    stop: () => stop('asked to'),
  });
  const rules: GuardRules = {
    ...{ allowedHosts, allowedOrigins, token, serviceToken },
    needsUser: config.userTokens,
    proxies: proxyList(config.trustedProxies),
    ...panel.rules,
  };
  return {
    ...composition,
    rules,
    tls: config.tls,
    log,
    version,
    docsDirectory: join(built, 'docs'),
    control,
    panel: panel.router,
    onRequest: () => leases.touch(),
  };
}

async function recordingAbility({ core }: Composition): Promise<RecordingAbility> {
  const [monitors, available] = await Promise.all([core.recorder.monitors(), core.screenLanguages.available()]);
  return {
    isAllowed: core.consent.isGiven(),
    screens: monitors.map(({ width, height }) => `${width}x${height}`),
    inputObstacle: core.tracking.obstacle,
    languages: core.screenLanguages.used.map((name) => ({ name, isHere: available.includes(name) })),
  };
}

async function forget({ identity, memories }: Core, user: string, ids: string[]): Promise<number> {
  return memories.forget((await identity.requireUser(user)).id, ids);
}

async function statusOf(
  { composition, leases, doors, startedAt }: Running,
  dataDir: string,
  version: string,
): Promise<ServiceStatus> {
  const { core } = composition;
  const { memories, users, bytes } = await core.system.store();
  return {
    url: doors?.localUrl ?? '',
    dataDir,
    pid: process.pid,
    version,
    protocol: PROTOCOL,
    startedAt,
    leases: leases.count,
    memories,
    users,
    bytes,
    runningTasks: core.tasks.running,
    isBusy: isBusy(composition),
    nativePorts: (doors?.native ?? []).map(({ surface, port, servers }) => ({
      surface,
      port,
      state: servers.length > 0 ? 'open' : 'busy',
    })),
  };
}

/** In order: nobody new, no address, streams and work end, the store closes, the directory is free. */
async function closeAll(
  { composition, panel, leases, events, doors, publication }: Running,
  lock: Lock,
): Promise<void> {
  events.publish({ type: 'stopping' });
  leases.close();
  await publication?.withdraw();
  doors?.shut();
  await panel.close();
  await composition.close();
  await doors?.close();
  await lock.release();
}

/** What the settings name; an Ollama address without a model means whatever fits that is installed there. */
function presetModels({ ollamaUrl, openaiBaseUrl, model, embedder }: ServiceConfig): PresetModels | null {
  const configOf = (choice: ServiceConfig['model']): WantedModel | null => {
    if (choice === null) return ollamaUrl === null ? null : { provider: 'ollama', baseUrl: ollamaUrl, model: null };
    const isOllama = choice.provider === 'ollama';
    return {
      provider: choice.provider,
      model: choice.name,
      temperature: 0.1,
      maxTokens: 2000,
      apiKey: isOllama ? null : 'env:OPENAI_API_KEY',
      baseUrl: isOllama ? ollamaUrl : openaiBaseUrl,
      extra: {},
    };
  };
  const llm = configOf(model);
  const placing = configOf(embedder);
  return llm === null && placing === null ? null : { llm, embedder: placing };
}
