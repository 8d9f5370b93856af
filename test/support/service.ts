import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compose, type Composition, type ComposeOptions } from '../../server/compose.js';
import { DEFAULT_EXCLUSIONS } from '../../server/core/activity/exclusions.js';
import type { Core } from '../../server/core/core.js';
import { DEFAULT_LIMITS, type Limits } from '../../server/core/limits.js';
import { createApp, createSharedServer } from '../../server/http/app.js';
import type { GuardRules } from '../../server/http/guards.js';
import { createPanelServer, type PanelServer } from '../../server/http/panel/router.js';
import { systemClock, type Clock } from '../../server/ports/clock.js';
import type { Log } from '../../server/ports/log.js';
import { freshDatabase, giveBackDatabase } from './databases.js';
import { silentLog } from './silentLog.js';

export interface TestServiceOptions {
  limits?: Partial<Limits>;
  models?: ComposeOptions['models'];
  rules?: Partial<GuardRules>;
  clock?: Clock;
  defaultUser?: string;
  learnFromChat?: boolean;
  capture?: Partial<ComposeOptions['capture']>;
  input?: ComposeOptions['input'];
  /** Without it no screen can be seen. */
  screenEnv?: NodeJS.ProcessEnv;
  /** Without servers, and without a voice, unless a test gives one. */
  media?: Partial<ComposeOptions['media']>;
  voiceEnv?: NodeJS.ProcessEnv;
  chattrAccess?: Partial<ComposeOptions['chattrAccess']>;
  modelsDisabled?: boolean;
  log?: Log;
  deliveryPace?: ComposeOptions['deliveryPace'];
  /** Address of a PostgreSQL; absent = what this run of the tests is about, empty. */
  databaseUrl?: string;
}

export interface TestService {
  url: string;
  core: Core;
  surfaces: Composition['surfaces'];
  dataDir: string;
  /** Null = the store is embedded. */
  databaseUrl: string | null;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON with the given method and reads the answer's JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }>;
  /** Closes everything and opens it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const isOnPostgres = process.env['LOCI_TEST_STORE'] === 'postgres';

export const SERVICE_TOKEN = 'test-service-token';

const QUIET_MEDIA: ComposeOptions['media'] = {
  sharedPlace: null,
  speech: null,
  video: null,
  voicesPerHour: 600,
  videosPerHour: 60,
  videosAtOnce: 1,
  mostWaiting: 8,
  maxBytes: 100_000_000,
  maxAgeMs: 86_400_000,
};

/** The whole service in this process on a free port and a temporary data directory: real store, real index, real HTTP. */
export async function startService(options: TestServiceOptions = {}): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loci-test-'));
  const databaseUrl = options.databaseUrl ?? (isOnPostgres ? await freshDatabase() : null);
  let running = await open(dataDir, databaseUrl, options);
  const service: TestService = {
    get url() {
      return running.url;
    },
    get core() {
      return running.composition.core;
    },
    get surfaces() {
      return running.composition.surfaces;
    },
    dataDir,
    databaseUrl,
    fetch: (path, init) => fetch(`${running.url}${path}`, init),
    async call(method, path, body) {
      const response = await fetch(`${running.url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    },
    async restart() {
      await shut(running);
      running = await open(dataDir, databaseUrl, options);
    },
    async close() {
      await shut(running);
      await rm(dataDir, { recursive: true, force: true });
      if (databaseUrl !== null && options.databaseUrl === undefined) await giveBackDatabase(databaseUrl);
    },
  };
  return service;
}

interface Running {
  server: Server;
  url: string;
  composition: Composition;
  panel: PanelServer;
}

async function open(dataDir: string, databaseUrl: string | null, options: TestServiceOptions): Promise<Running> {
  const built = resolve('dist/server');
  const composition = await compose({
    dataDir,
    built,
    database: databaseUrl === null ? null : { url: databaseUrl, poolSize: 5 },
    defaultUser: options.defaultUser ?? 'user',
    learnFromChat: options.learnFromChat ?? true,
    capture: {
      isAllowed: false,
      excluded: DEFAULT_EXCLUSIONS,
      keepsTypedKeys: false,
      readsScreen: true,
      languages: ['eng'],
      languagesUrl: 'http://127.0.0.1:1',
      visionModel: null,
      sharedPlace: null,
      retention: { maxBytes: null, maxAgeMs: null },
      reserveBytes: 0,
      ...options.capture,
    },
    input: options.input,
    screenEnv: options.screenEnv ?? { PATH: process.env['PATH'] },
    media: { ...QUIET_MEDIA, ...options.media },
    voiceEnv: options.voiceEnv ?? { PATH: '' },
    chattrAccess: { apiKeys: [], requestsPerMinute: 60, ...options.chattrAccess },
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    models: options.models ?? null,
    modelsDisabled: options.modelsDisabled ?? false,
    clock: options.clock ?? systemClock,
    deliveryPace: options.deliveryPace,
    embeddingPace: { firstMs: 20, longestMs: 50 },
    log: options.log ?? silentLog,
    version: '0.0.0-test',
  });
  const panel = createPanelServer({
    core: composition.core,
    log: options.log ?? silentLog,
    clock: options.clock ?? systemClock,
    token: SERVICE_TOKEN,
    directory: resolve('dist/webview'),
    hold: () => () => undefined,
  });
  const rules: GuardRules = {
    allowedHosts: [],
    allowedOrigins: [],
    token: null,
    serviceToken: SERVICE_TOKEN,
    ...panel.rules,
    ...options.rules,
  };
  const appOptions = {
    ...composition,
    rules,
    log: silentLog,
    version: '0.0.0-test',
    docsDirectory: join(built, 'docs'),
    panel: panel.router,
  };
  const server = createSharedServer(createApp(appOptions), appOptions);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, composition, panel };
}

async function shut({ server, composition, panel }: Running): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  await panel.close();
  await composition.close();
  server.closeAllConnections();
  await closed;
}
