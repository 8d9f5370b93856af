import type { Server } from 'node:http';
import { join } from 'node:path';
import { openDataDir } from './adapters/dataDir/dataDir.js';
import { acquireLock, type Lock } from './adapters/dataDir/lock.js';
import { publishService, type Publication } from './adapters/dataDir/publish.js';
import { EXIT } from './cli/context.js';
import { compose, type Composition } from './compose.js';
import { NATIVE_PORTS, type ServiceConfig } from './config.js';
import { discover } from './contract/discover.js';
import { PROTOCOL } from './contract/hello.js';
import { createSecret } from './contract/proof.js';
import type { ServiceStatus } from './contract/status.js';
import type { PresetModels, WantedModel } from './core/model/models.js';
import { createApp, createHttpServer, createSurfaceApp, type AppOptions } from './http/app.js';
import { createControl } from './http/control.js';
import { claimDataDir } from './lifecycle/claim.js';
import { createEvents } from './lifecycle/events.js';
import { createLeases } from './lifecycle/leases.js';
import { listen, PortTakenError, type Listening } from './lifecycle/listen.js';
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
  const { config, log, announce } = deps;
  const { dataDir } = config;
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
    log.error('The service could not be started', { reason: error instanceof Error ? error.message : String(error) });
    return error instanceof PortTakenError ? EXIT.portTaken : EXIT.failed;
  }
}

async function run({ config, built, version, log, announce, exit }: ServeDeps, lock: Lock): Promise<void> {
  const { dataDir, token } = config;
  for (const notice of config.notices) log.warn(notice);
  const startedAt = systemClock.now();
  const composition = await compose({
    dataDir,
    built,
    defaultUser: config.user,
    limits: config.limits,
    models: presetModels(config),
    clock: systemClock,
    log,
    version,
  });
  const serviceToken = token ?? createSecret();
  const events = createEvents();
  const leases = createLeases({
    clock: systemClock,
    idleMinutes: config.idleExitMinutes,
    isBusy: () => composition.core.tasks.running > 0,
    onIdle: () => {
      shutdown('nobody needs the service');
    },
  });

  let listening: Listening | null = null;
  let native: NativePort[] = [];
  let publication: Publication | null = null;
  const shutdown = createShutdown({
    clock: systemClock,
    log,
    exit,
    async close() {
      events.publish({ type: 'stopping' });
      leases.close();
      await publication?.withdraw();
      const servers = [...(listening?.servers ?? []), ...native.flatMap(({ servers }) => servers)];
      const closed = Promise.all(servers.map(closeServer));
      await composition.close();
      for (const server of servers) server.closeAllConnections();
      await closed;
      await lock.release();
    },
  });

  const status = async (): Promise<ServiceStatus> => {
    const { memories, users, bytes } = await composition.core.system.store();
    const nativePorts = native.map(({ surface, port, servers }) => ({
      surface,
      port,
      state: servers.length > 0 ? ('open' as const) : ('busy' as const),
    }));
    const { url } = listening ?? { url: '' };
    const { pid } = process;
    return {
      url,
      dataDir,
      pid,
      version,
      protocol: PROTOCOL,
      startedAt,
      leases: leases.count,
      memories,
      users,
      bytes,
      runningTasks: composition.core.tasks.running,
      nativePorts,
    };
  };
  const control = createControl({
    token: serviceToken,
    version,
    url: () => listening?.url ?? '',
    leases,
    events,
    status,
    stop: () => {
      shutdown('asked to');
    },
  });
  const { allowedHosts, allowedOrigins } = config;
  const options: AppOptions = {
    ...composition,
    rules: { allowedHosts, allowedOrigins, token, serviceToken },
    log,
    version,
    docsDirectory: join(built, 'docs'),
    control,
    onRequest: () => {
      leases.touch();
    },
  };
  try {
    const app = createApp(options);
    listening = await listen({
      createServer: () => createHttpServer(app),
      host: config.host,
      port: config.port.value,
      isExplicit: config.port.isExplicit,
    });
    if (config.nativePorts) native = await listenNatively(composition, options, config.host, log);
  } catch (error) {
    await composition.close();
    throw error;
  }
  const { url } = listening;
  publication = await publishService(dataDir, {
    url,
    token: serviceToken,
    pid: process.pid,
    protocol: PROTOCOL,
    version,
    startedAt,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => shutdown(signal));
  announce({ url, pid: process.pid, dataDir });
  log.info('The service is ready', { url, dataDir, version });
}

interface NativePort {
  surface: string;
  port: number;
  /** Empty = somebody else has the port. */
  servers: Server[];
}

/** Each dialect alone on its documented port; a busy one is a warning. */
async function listenNatively(
  { surfaces }: Composition,
  options: AppOptions,
  host: string,
  log: Log,
): Promise<NativePort[]> {
  const opened: NativePort[] = [];
  for (const surface of surfaces) {
    const port = NATIVE_PORTS[surface.name];
    if (port === undefined) continue;
    const app = createSurfaceApp(surface, options);
    try {
      const { servers } = await listen({ createServer: () => createHttpServer(app), host, port, isExplicit: true });
      opened.push({ surface: surface.name, port, servers });
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      log.warn('A documented port is taken by another program', { surface: surface.name, port });
      opened.push({ surface: surface.name, port, servers: [] });
    }
  }
  return opened;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
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
