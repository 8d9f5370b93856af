import { isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_EXCLUSIONS } from '../core/activity/exclusions.js';
import { DEFAULT_LIMITS } from '../core/limits.js';

const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const fraction = () => {
  const error = 'must be a number from 0 to 1';
  return z.number({ error }).min(0, { error }).max(1, { error });
};
const httpUrl = () => z.string().refine(isHttpUrl, { error: 'must be an http:// or https:// address' });
const modelName = () => z.string().regex(/^(ollama|openai):\S+$/, { error: 'must be ollama:NAME or openai:NAME' });
const databaseUrl = () =>
  z.string().regex(/^postgres(ql)?:\/\/[^/?#]+\/[^/?#\s]+(\?\S*)?$/, {
    error: 'must be postgres://USER:PASSWORD@HOST[,HOST...]/DATABASE',
  });
/** A folder, or a bucket of an S3-compatible store with what all names in it begin with. */
const filesPlace = () =>
  z
    .string()
    .min(1)
    .refine((place) => !/^[a-z][a-z0-9+.-]+:/i.test(place) || S3_PLACE.test(place), {
      error: 'must be a folder or s3://BUCKET/PREFIX',
    });
export const S3_PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]*))?$/;
/** What an HTTP header can carry. */
const headerWord = () => z.string().regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without blanks' });

/**
 * Every setting of the service: the one source of the command's options, the LOCI_* environment variables, the help
 * text and the editor's settings.
 */
export const Settings = z.object({
  port: whole(0, 65_535).default(8765).describe('Port to listen on; 0 takes any free one'),
  host: z
    .string()
    .regex(/^[a-z0-9.:_-]+$/i, { error: 'must be a host name or an address' })
    .default('127.0.0.1')
    .describe('Address to listen on; one that others can reach needs a token'),
  dataDir: z.string().min(1).default('~/.loci').describe('Where everything is kept'),
  user: z
    .string()
    .regex(/^\P{Cc}+$/u, { error: 'must be a name without control characters' })
    .default('user')
    .describe('Whom clients without users act for'),
  databaseUrl: databaseUrl()
    .nullable()
    .default(null)
    .describe('PostgreSQL that several services may share, instead of the data directory; its address with password'),
  databasePool: whole(2, 1000).default(10).describe('Connections to that database at most'),
  nativePorts: z.boolean().default(false).describe('Serve each API on its documented port as well'),
  allowedOrigins: z
    .array(z.string().refine(isOrigin, { error: 'must be an origin such as https://example.org, or *' }))
    .default([])
    .describe('Origin of web pages that may call (repeatable)'),
  allowedHosts: z
    .array(z.string().regex(/^[a-z0-9._-]+$|^\[[0-9a-f:]+\]$/i, { error: 'must be a host name without a port' }))
    .default([])
    .describe('Further host name under which requests may come (repeatable)'),
  allowCapture: z.boolean().default(false).describe('Allow recording of screen and input'),
  excludedWindows: z
    .array(z.string().min(1))
    .default([...DEFAULT_EXCLUSIONS])
    .describe(
      'Words in the names of applications and windows that are never recorded (repeatable; replaces the usual ones)',
    ),
  recordingsMaxGb: z
    .number({ error: 'must be a number of gigabytes' })
    .positive({ error: 'must be more than 0 gigabytes' })
    .nullable()
    .default(20)
    .describe('Room for recordings in gigabytes; the oldest go first'),
  recordingsMaxDays: whole(1, 36_500).nullable().default(90).describe('Days that recordings are kept'),
  recordingsFolder: filesPlace()
    .nullable()
    .default(null)
    .describe('Folder or s3://BUCKET/PREFIX for recordings, which services may share; else the data directory'),
  mediaFolder: filesPlace().nullable().default(null).describe('The same for generated speech and videos'),
  readScreen: z.boolean().default(true).describe('Read the text of what is recorded, so that it can be found'),
  screenLanguages: z
    .array(z.string().regex(/^[a-z]{3,4}(_[A-Za-z]{2,5})*$/, { error: 'must be a language such as eng or chi_sim' }))
    .min(1, { error: 'must name a language' })
    .default(['eng'])
    .describe('Language of text on the screen, as tesseract calls it (repeatable)'),
  screenLanguagesUrl: httpUrl()
    .default('https://github.com/tesseract-ocr/tessdata_fast/raw/main')
    .describe('Where data of further languages is fetched from, once one is asked for'),
  keepTypedKeys: z
    .boolean()
    .default(false)
    .describe('Keep typed keys by name when input is tracked, instead of counting them'),
  apiKeys: z
    .array(headerWord())
    .default([])
    .describe('Key that Chattr clients must send (repeatable); others on this machine can read a command line'),
  chattrRequestsPerMinute: whole(1, 1_000_000)
    .default(60)
    .describe('Requests a minute that a Chattr client may send, beyond bursts'),
  learnFromChat: z.boolean().default(true).describe('Keep what people state in conversations as memories'),
  ollamaUrl: httpUrl().nullable().default(null).describe('Address of an Ollama server to use'),
  openaiBaseUrl: httpUrl().nullable().default(null).describe('Address of an OpenAI-compatible server, with its /v1'),
  model: modelName()
    .nullable()
    .default(null)
    .describe('Model that writes notes and answers: ollama:NAME or openai:NAME'),
  visionModel: modelName()
    .nullable()
    .default(null)
    .describe('Model that sees, for a short description of each recording; pictures are sent to it alone'),
  embedder: modelName().nullable().default(null).describe('Model that makes embeddings: ollama:NAME or openai:NAME'),
  speechUrl: httpUrl()
    .nullable()
    .default(null)
    .describe("Address of an OpenAI-compatible server that speaks, with its /v1; else this system's own voice does"),
  speechModel: z.string().min(1).default('tts-1').describe('Model of that server'),
  videoUrl: httpUrl()
    .nullable()
    .default(null)
    .describe('Address of an OpenAI-compatible server that makes videos, with its /v1; else they are drawn here'),
  videoModel: z.string().min(1).default('sora-2').describe('Model of that server'),
  mediaApiKey: headerWord().nullable().default(null).describe('Key of the servers for speech and video'),
  voicesPerHour: whole(1, 1_000_000).default(600).describe('Texts that a Chattr client may have spoken in an hour'),
  videosPerHour: whole(1, 1_000_000).default(60).describe('Videos that a Chattr client may have made in an hour'),
  videosAtOnce: whole(1, 16).default(1).describe('Videos that are made at the same time'),
  mediaQueue: whole(0, 1000).default(8).describe('Requests for speech, and for video, that may wait'),
  mediaMegabytes: whole(1, 10_000_000)
    .default(2000)
    .describe('Room for generated speech and videos; the oldest go first'),
  mediaDays: whole(1, 36_500).default(30).describe('Days that generated speech and videos are kept'),
  disableModels: z.boolean().default(false).describe('Use no model at all'),
  token: headerWord().nullable().default(null).describe('Required on every request when set'),
  userTokens: z
    .boolean()
    .default(false)
    .describe('Everybody shows a token of their own (loci users add) and sees what is theirs alone'),
  tlsCert: z.string().min(1).nullable().default(null).describe('File of the certificate, with its chain, for HTTPS'),
  tlsKey: z.string().min(1).nullable().default(null).describe('File of its key'),
  trustedProxies: z
    .array(z.string().refine(isNetwork, { error: 'must be an address or a network such as 10.0.0.0/8' }))
    .default([])
    .describe('Address of a proxy whose X-Forwarded headers are believed (repeatable)'),
  tokenFile: z.string().min(1).nullable().default(null).describe('File whose first line is that token'),
  idleExit: z
    .number({ error: 'must be a number of minutes' })
    .positive({ error: 'must be more than 0 minutes' })
    .nullable()
    .default(null)
    .describe('Stop this many minutes after the last client left'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info')
    .describe('debug, info, warn or error'),
  maxMessages: whole(1, 1000)
    .default(DEFAULT_LIMITS.maxMessages)
    .describe('Messages of one OmniMemory add, and of a batch'),
  defaultResults: whole(1, 100).default(DEFAULT_LIMITS.defaultResults).describe('Results of an OmniMemory query'),
  recallThreshold: fraction()
    .default(DEFAULT_LIMITS.recallThreshold)
    .describe("Least similarity of an OmniMemory query's results"),
  compositeThreshold: fraction()
    .default(DEFAULT_LIMITS.compositeThreshold)
    .describe("Least composite score of an OmniMemory query's results"),
  linkThreshold: fraction()
    .default(DEFAULT_LIMITS.linkThreshold)
    .describe('Least similarity of a memory that a new one may replace'),
  modelDeadlineMs: whole(100, 600_000)
    .default(DEFAULT_LIMITS.modelDeadlineMs)
    .describe('How long a write waits for a model, in milliseconds'),
});
export type Settings = z.output<typeof Settings>;
export type SettingName = keyof Settings;

/** How a setting is written down as text. */
export type TextKind = 'flag' | 'number' | 'list' | 'text';
type KindOf<Value> = [Value] extends [boolean]
  ? 'flag'
  : [Value] extends [number]
    ? 'number'
    : [Value] extends [readonly string[]]
      ? 'list'
      : 'text';

interface Notation<Kind extends TextKind> {
  kind: Kind;
  /** The option's name; null = no option, for what does not belong on a command line. */
  option: string | null;
  variable: string;
  /** Stands for the value in the help. */
  placeholder: string;
}

/** How each setting is given on the command line and in the environment. */
export const NOTATIONS: { readonly [Name in SettingName]: Notation<KindOf<NonNullable<Settings[Name]>>> } = {
  port: { kind: 'number', option: 'port', variable: 'LOCI_PORT', placeholder: 'N' },
  host: { kind: 'text', option: 'host', variable: 'LOCI_HOST', placeholder: 'HOST' },
  dataDir: { kind: 'text', option: 'data-dir', variable: 'LOCI_DATA_DIR', placeholder: 'DIR' },
  user: { kind: 'text', option: 'user', variable: 'LOCI_USER', placeholder: 'NAME' },
  databaseUrl: { kind: 'text', option: 'database-url', variable: 'LOCI_DATABASE_URL', placeholder: 'URL' },
  databasePool: { kind: 'number', option: null, variable: 'LOCI_DATABASE_POOL', placeholder: 'N' },
  nativePorts: { kind: 'flag', option: 'native-ports', variable: 'LOCI_NATIVE_PORTS', placeholder: '' },
  allowedOrigins: { kind: 'list', option: 'allowed-origin', variable: 'LOCI_ALLOWED_ORIGINS', placeholder: 'ORIGIN' },
  allowedHosts: { kind: 'list', option: 'allowed-host', variable: 'LOCI_ALLOWED_HOSTS', placeholder: 'HOST' },
  allowCapture: { kind: 'flag', option: 'allow-capture', variable: 'LOCI_ALLOW_CAPTURE', placeholder: '' },
  excludedWindows: {
    kind: 'list',
    option: 'exclude-window',
    variable: 'LOCI_EXCLUDED_WINDOWS',
    placeholder: 'WORD',
  },
  recordingsMaxGb: { kind: 'number', option: null, variable: 'LOCI_RECORDINGS_MAX_GB', placeholder: 'N' },
  recordingsMaxDays: { kind: 'number', option: null, variable: 'LOCI_RECORDINGS_MAX_DAYS', placeholder: 'N' },
  recordingsFolder: { kind: 'text', option: null, variable: 'LOCI_RECORDINGS_FOLDER', placeholder: 'PLACE' },
  mediaFolder: { kind: 'text', option: null, variable: 'LOCI_MEDIA_FOLDER', placeholder: 'PLACE' },
  readScreen: { kind: 'flag', option: null, variable: 'LOCI_READ_SCREEN', placeholder: '' },
  screenLanguages: {
    kind: 'list',
    option: 'screen-language',
    variable: 'LOCI_SCREEN_LANGUAGES',
    placeholder: 'LANGUAGE',
  },
  screenLanguagesUrl: { kind: 'text', option: null, variable: 'LOCI_SCREEN_LANGUAGES_URL', placeholder: 'URL' },
  keepTypedKeys: { kind: 'flag', option: null, variable: 'LOCI_KEEP_TYPED_KEYS', placeholder: '' },
  apiKeys: { kind: 'list', option: 'api-key', variable: 'LOCI_API_KEYS', placeholder: 'KEY' },
  chattrRequestsPerMinute: {
    kind: 'number',
    option: null,
    variable: 'LOCI_CHATTR_REQUESTS_PER_MINUTE',
    placeholder: 'N',
  },
  learnFromChat: { kind: 'flag', option: null, variable: 'LOCI_LEARN_FROM_CHAT', placeholder: '' },
  ollamaUrl: { kind: 'text', option: 'ollama-url', variable: 'LOCI_OLLAMA_URL', placeholder: 'URL' },
  openaiBaseUrl: { kind: 'text', option: null, variable: 'LOCI_OPENAI_BASE_URL', placeholder: 'URL' },
  model: { kind: 'text', option: null, variable: 'LOCI_MODEL', placeholder: 'NAME' },
  visionModel: { kind: 'text', option: null, variable: 'LOCI_VISION_MODEL', placeholder: 'NAME' },
  embedder: { kind: 'text', option: null, variable: 'LOCI_EMBEDDER', placeholder: 'NAME' },
  speechUrl: { kind: 'text', option: null, variable: 'LOCI_SPEECH_URL', placeholder: 'URL' },
  speechModel: { kind: 'text', option: null, variable: 'LOCI_SPEECH_MODEL', placeholder: 'NAME' },
  videoUrl: { kind: 'text', option: null, variable: 'LOCI_VIDEO_URL', placeholder: 'URL' },
  videoModel: { kind: 'text', option: null, variable: 'LOCI_VIDEO_MODEL', placeholder: 'NAME' },
  mediaApiKey: { kind: 'text', option: null, variable: 'LOCI_MEDIA_API_KEY', placeholder: 'KEY' },
  voicesPerHour: { kind: 'number', option: null, variable: 'LOCI_VOICES_PER_HOUR', placeholder: 'N' },
  videosPerHour: { kind: 'number', option: null, variable: 'LOCI_VIDEOS_PER_HOUR', placeholder: 'N' },
  videosAtOnce: { kind: 'number', option: null, variable: 'LOCI_VIDEOS_AT_ONCE', placeholder: 'N' },
  mediaQueue: { kind: 'number', option: null, variable: 'LOCI_MEDIA_QUEUE', placeholder: 'N' },
  mediaMegabytes: { kind: 'number', option: null, variable: 'LOCI_MEDIA_MEGABYTES', placeholder: 'N' },
  mediaDays: { kind: 'number', option: null, variable: 'LOCI_MEDIA_DAYS', placeholder: 'N' },
  disableModels: { kind: 'flag', option: null, variable: 'LOCI_DISABLE_MODELS', placeholder: '' },
  token: { kind: 'text', option: null, variable: 'LOCI_TOKEN', placeholder: 'TOKEN' },
  tokenFile: { kind: 'text', option: 'token-file', variable: 'LOCI_TOKEN_FILE', placeholder: 'FILE' },
  userTokens: { kind: 'flag', option: 'user-tokens', variable: 'LOCI_USER_TOKENS', placeholder: '' },
  tlsCert: { kind: 'text', option: 'tls-cert', variable: 'LOCI_TLS_CERT', placeholder: 'FILE' },
  tlsKey: { kind: 'text', option: 'tls-key', variable: 'LOCI_TLS_KEY', placeholder: 'FILE' },
  trustedProxies: { kind: 'list', option: 'trusted-proxy', variable: 'LOCI_TRUSTED_PROXIES', placeholder: 'ADDRESS' },
  idleExit: { kind: 'number', option: 'idle-exit', variable: 'LOCI_IDLE_EXIT', placeholder: 'MINUTES' },
  logLevel: { kind: 'text', option: 'log-level', variable: 'LOCI_LOG_LEVEL', placeholder: 'LEVEL' },
  maxMessages: { kind: 'number', option: null, variable: 'LOCI_MAX_MESSAGES', placeholder: 'N' },
  defaultResults: { kind: 'number', option: null, variable: 'LOCI_DEFAULT_RESULTS', placeholder: 'N' },
  recallThreshold: { kind: 'number', option: null, variable: 'LOCI_RECALL_THRESHOLD', placeholder: 'N' },
  compositeThreshold: { kind: 'number', option: null, variable: 'LOCI_COMPOSITE_THRESHOLD', placeholder: 'N' },
  linkThreshold: { kind: 'number', option: null, variable: 'LOCI_LINK_THRESHOLD', placeholder: 'N' },
  modelDeadlineMs: { kind: 'number', option: null, variable: 'LOCI_MODEL_DEADLINE_MS', placeholder: 'N' },
};

export const SETTING_NAMES = Object.keys(NOTATIONS) as SettingName[];

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  return text === '*' || (isHttpUrl(text) && new URL(text).origin === text.replace(/\/$/, '').toLowerCase());
}
