import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Limits } from './core/limits.js';
import { NOTATIONS, S3_PLACE, type Settings } from './config/settings.js';
import { listSpecVariables } from './config/specVariables.js';
import { readClientSettings, readSettings, UsageError, type Env, type OptionValues } from './config/sources.js';

export { UsageError, type Env, type OptionValues } from './config/sources.js';

/** A server for speech or video that the person chose. */
export interface MediaServer {
  /** With its /v1. */
  baseUrl: string;
  model: string;
  apiKey: string | null;
}

/** Where services share files; the path is absolute. */
export type SharedPlace = { kind: 'folder'; path: string } | Bucket;

/** A bucket of an S3-compatible store. */
export interface Bucket {
  kind: 's3';
  bucket: string;
  /** What all names begin with, without slashes at its ends; '' = nothing. */
  prefix: string;
  /** Null = Amazon's. */
  endpoint: string | null;
}

/** How speech and videos are made, and how much of them. */
export interface MediaConfig {
  /** Null = in the data directory. */
  sharedPlace: SharedPlace | null;
  /** Null = this system's own voice speaks. */
  speech: MediaServer | null;
  /** Null = videos are drawn here. */
  video: MediaServer | null;
  voicesPerHour: number;
  videosPerHour: number;
  videosAtOnce: number;
  mostWaiting: number;
  maxBytes: number;
  maxAgeMs: number;
}

export interface ModelChoice {
  provider: 'ollama' | 'openai';
  /** As the provider names it. */
  name: string;
}

/** Everything that `loci serve` was told, checked. */
export interface ServiceConfig {
  /** An explicit port is taken or fails; the default one moves on when a stranger has it. */
  port: { value: number; isExplicit: boolean };
  host: string;
  /** Absolute. */
  dataDir: string;
  /** Whom dialects without users act for. */
  user: string;
  /** Null = everything is kept in the data directory. The address holds a password. */
  database: { url: string; poolSize: number } | null;
  nativePorts: boolean;
  allowedOrigins: string[];
  /** Lower case, without ports. */
  allowedHosts: string[];
  allowCapture: boolean;
  /** Words in the names of applications and windows that are never recorded. */
  excludedWindows: string[];
  /** Keys that make text are kept by name; else they are counted. */
  keepTypedKeys: boolean;
  /** Null = in the data directory. */
  recordingsPlace: SharedPlace | null;
  /** How much of the recordings is kept. */
  recordings: { maxBytes: number | null; maxAgeMs: number | null };
  /** Languages that the screen's text is read in; null = it is not read. */
  screenLanguages: string[] | null;
  screenLanguagesUrl: string;
  /** As people name it; null = no model sees pictures. */
  visionModel: string | null;
  chattrApiKeys: string[];
  chattrRequestsPerMinute: number;
  /** What people state in conversations becomes memory. */
  learnFromChat: boolean;
  /** No model may be used, whatever was chosen. */
  modelsDisabled: boolean;
  ollamaUrl: string | null;
  openaiBaseUrl: string | null;
  model: ModelChoice | null;
  embedder: ModelChoice | null;
  media: MediaConfig;
  /** Required on every route when set. */
  token: string | null;
  /** Everybody shows a token of their own. */
  userTokens: boolean;
  /** Absolute paths; null = plain HTTP. */
  tls: { certFile: string; keyFile: string } | null;
  /** Addresses, or networks with their number of bits. */
  trustedProxies: string[];
  idleExitMinutes: number | null;
  logLevel: Settings['logLevel'];
  limits: Limits;
  /** What the person should know about these settings; for the log. */
  notices: string[];
}

/** The documented ports of the dialects, by surface name. */
export const NATIVE_PORTS: Readonly<Record<string, number>> = {
  omnimemory: 8001,
  'chat-desktop': 3000,
  chattr: 8000,
  openmemory: 3010,
};

/** Options of the command line over LOCI_* over the documented APIs' own variables. Throws `UsageError`. */
export function readConfig(options: OptionValues, env: Env): ServiceConfig {
  const { settings, origins } = readSettings(options, env);
  const token = readToken(settings, options);
  if (!isLoopback(settings.host) && token === null && !settings.userTokens) {
    throw new UsageError(
      `${origins.get('host') ?? '--host'} ${settings.host} can be reached by others: it needs a token (LOCI_TOKEN or --token-file), or one of everybody (--user-tokens)`,
    );
  }
  return {
    port: { value: settings.port, isExplicit: origins.has('port') },
    host: settings.host,
    dataDir: expandPath(settings.dataDir),
    user: settings.user,
    database: settings.databaseUrl === null ? null : { url: settings.databaseUrl, poolSize: settings.databasePool },
    nativePorts: settings.nativePorts,
    allowedOrigins: settings.allowedOrigins,
    allowedHosts: settings.allowedHosts.map((host) => host.toLowerCase()),
    allowCapture: settings.allowCapture,
    excludedWindows: settings.excludedWindows,
    keepTypedKeys: settings.keepTypedKeys,
    recordingsPlace: sharedPlace(settings.recordingsFolder, env),
    recordings: recordingLimits(settings),
    screenLanguages: settings.readScreen ? settings.screenLanguages : null,
    screenLanguagesUrl: settings.screenLanguagesUrl,
    visionModel: settings.disableModels ? null : visionLabel(settings.visionModel),
    chattrApiKeys: settings.apiKeys,
    chattrRequestsPerMinute: settings.chattrRequestsPerMinute,
    learnFromChat: settings.learnFromChat,
    modelsDisabled: settings.disableModels,
    ...modelSettings(settings),
    media: mediaSettings(settings, env),
    token,
    userTokens: settings.userTokens,
    tls: certificateFiles(settings),
    trustedProxies: settings.trustedProxies,
    idleExitMinutes: settings.idleExit,
    logLevel: settings.logLevel,
    limits: limitsOf(settings),
    notices: listNotices(token, settings, options),
  };
}

/** Where the data of this person lies and who they are, for the commands that talk to a service. */
export function readClientConfig(options: OptionValues, env: Env): { dataDir: string; user: string } {
  const { dataDir, user } = readClientSettings(options, env);
  return { dataDir: expandPath(dataDir), user };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A leading `~` is the home directory also where no shell has seen it. */
function expandPath(path: string): string {
  return resolve(/^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path);
}

/** The server of a bucket is named as for every program that speaks to S3. */
function sharedPlace(place: string | null, env: Env): SharedPlace | null {
  if (place === null) return null;
  const [, bucket, prefix = ''] = S3_PLACE.exec(place) ?? [];
  if (bucket === undefined) return { kind: 'folder', path: expandPath(place) };
  const endpoint = [env.AWS_ENDPOINT_URL_S3, env.AWS_ENDPOINT_URL].find((url) => url !== undefined && url !== '');
  return { kind: 's3', bucket, prefix: prefix.split('/').filter(Boolean).join('/'), endpoint: endpoint ?? null };
}

/** What the command line says wins over the environment. */
function readToken(settings: Settings, options: OptionValues): string | null {
  const isFileGiven = options['token-file'] !== undefined;
  if (settings.tokenFile === null || (settings.token !== null && !isFileGiven)) return settings.token;
  const path = expandPath(settings.tokenFile);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--token-file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const token = text.split(/\r?\n/, 1)[0]?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError(`--token-file ${path} holds no token in its first line`);
  return token;
}

function modelSettings(settings: Settings): Pick<ServiceConfig, 'ollamaUrl' | 'openaiBaseUrl' | 'model' | 'embedder'> {
  if (settings.disableModels) return { ollamaUrl: null, openaiBaseUrl: null, model: null, embedder: null };
  const { ollamaUrl, openaiBaseUrl, model, embedder } = settings;
  return { ollamaUrl, openaiBaseUrl, model: toModelChoice(model), embedder: toModelChoice(embedder) };
}

const MEGABYTE = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;

function mediaSettings(settings: Settings, env: Env): MediaConfig {
  const { voicesPerHour, videosPerHour, videosAtOnce, mediaQueue, mediaMegabytes, mediaDays } = settings;
  const serverOf = (baseUrl: string | null, model: string): MediaServer | null =>
    baseUrl === null || settings.disableModels ? null : { baseUrl, model, apiKey: settings.mediaApiKey };
  return {
    sharedPlace: sharedPlace(settings.mediaFolder, env),
    speech: serverOf(settings.speechUrl, settings.speechModel),
    video: serverOf(settings.videoUrl, settings.videoModel),
    voicesPerHour,
    videosPerHour,
    videosAtOnce,
    mostWaiting: mediaQueue,
    maxBytes: mediaMegabytes * MEGABYTE,
    maxAgeMs: mediaDays * DAY_MS,
  };
}

function toModelChoice(text: string | null): ModelChoice | null {
  if (text === null) return null;
  const colon = text.indexOf(':');
  return { provider: text.startsWith('ollama:') ? 'ollama' : 'openai', name: text.slice(colon + 1) };
}

const GIGABYTE = 1e9;

function recordingLimits({ recordingsMaxGb, recordingsMaxDays }: Settings): ServiceConfig['recordings'] {
  return {
    maxBytes: recordingsMaxGb === null ? null : recordingsMaxGb * GIGABYTE,
    maxAgeMs: recordingsMaxDays === null ? null : recordingsMaxDays * DAY_MS,
  };
}

/** Ollama's models go by their name alone. */
function visionLabel(name: string | null): string | null {
  return name?.replace(/^ollama:/, '') ?? null;
}

function limitsOf(settings: Settings): Limits {
  const { maxMessages, defaultResults, recallThreshold, compositeThreshold, linkThreshold, modelDeadlineMs } = settings;
  return { maxMessages, defaultResults, recallThreshold, compositeThreshold, linkThreshold, modelDeadlineMs };
}

const SHORT_TOKEN = 16;

/** Throws `UsageError` where the two are not there, or do not belong together. */
function certificateFiles({ tlsCert, tlsKey }: Settings): ServiceConfig['tls'] {
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null || tlsKey === null) throw new UsageError('--tls-cert and --tls-key are given together');
  return { certFile: expandPath(tlsCert), keyFile: expandPath(tlsKey) };
}

function listNotices(
  token: string | null,
  { host, tlsCert, trustedProxies }: Settings,
  options: OptionValues,
): string[] {
  const notices: string[] = [];
  if (!isLoopback(host) && tlsCert === null && trustedProxies.length === 0)
    notices.push('What is sent here can be read on its way: give --tls-cert and --tls-key, or --trusted-proxy');
  if (token !== null && token.length < SHORT_TOKEN) notices.push('The token is short and can be guessed');
  if (options['api-key'] !== undefined) {
    notices.push('Others on this machine can read --api-key from the command line; LOCI_API_KEYS keeps it from them');
  }
  if (options['database-url'] !== undefined) {
    notices.push(
      'Others on this machine can read --database-url from the command line; LOCI_DATABASE_URL keeps it from them',
    );
  }
  return notices;
}

/** One line for each set variable of a documented API's own server: what it does here, or why nothing. */
export function describeVariables(env: Env): string[] {
  const { origins } = readSettings({}, env);
  const inForce = new Set(origins.values());
  return listSpecVariables(env).map(({ name, variable }) => {
    if ('reason' in variable) return `${name} is ignored: ${variable.reason}`;
    const { variable: own } = NOTATIONS[variable.setting];
    return inForce.has(name) ? `${name} is honoured (as ${own})` : `${name} is set but does not count: see ${own}`;
  });
}
